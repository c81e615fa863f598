import {
  type CollectorReport,
  createLogger,
  fixedClock,
  openNetwork,
  Redactor,
  runCollectors,
} from '@metta-dd/core/runtime';
import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type KubernetesOptions, type KubernetesWorld, kubernetesHandler } from '@metta-dd/sandbox';
import { impatient } from './impatient.js';

export const TOKEN = '7c41f09be25d4a8aa3f6d1c85b0e92d4';
export const AT = new Date('2026-11-20T12:00:00Z');
const CLUSTER = 'cluster:test';

/** What a test collects with. */
export interface Collecting {
  /** Where the API server is, unless the configuration says it. */
  readonly url?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly startedAt?: Date;
  readonly redactor?: Redactor;
}

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, secrets = { token: TOKEN }, startedAt = AT, redactor = new Redactor() } = options;
  const reached = url === undefined ? {} : { auth: 'token', server: url };
  const config = impatient.config.parse({ clusterName: 'test', ...reached, ...options.config });
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(startedAt);
  const log = createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock });
  const instance = { name: 'k8s', manifest: impatient, config, secrets, events: false };
  try {
    const { collectors } = await runCollectors([{ ...instance, deadlineMs: 60_000, maxSeries: 1000 }], {
      runId: 'test',
      startedAt,
      clock,
      tags: {},
      log,
      network,
      cache: () => ({ get: async () => undefined, set: async () => {} }),
      signal: new AbortController().signal,
    });
    const [report] = collectors;
    if (report === undefined) throw new Error('no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Serves a cluster, lets `use` work with it, and stops it. */
export async function serving<T>(
  world: Partial<KubernetesWorld>,
  options: KubernetesOptions,
  use: (standIn: StandIn) => Promise<T>,
): Promise<T> {
  const whole = { ...EMPTY, ...world };
  const standIn = await startStandIn({ handler: kubernetesHandler(whole, { token: TOKEN, ...options }), now: AT });
  try {
    return await use(standIn);
  } finally {
    await standIn.close();
  }
}

export const EMPTY: KubernetesWorld = { pods: [], nodes: [], deployments: [], podMetrics: [], nodeMetrics: [] };

/** One run against a cluster. */
export function collectedFrom(
  world: Partial<KubernetesWorld>,
  config: Readonly<Record<string, unknown>> = {},
  options: KubernetesOptions = {},
): Promise<CollectorReport> {
  return serving(world, options, ({ url }) => collected({ url, config }));
}

/** Values by metric, and by `metric{tags}` where they have tags beside that of the cluster. */
export function valuesOf({ series }: CollectorReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => tag !== CLUSTER);
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1] ?? Number.NaN];
    }),
  );
}

/** Reasons of missing values by metric. */
export function noDataOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric, reason]));
}

export { Redactor };
