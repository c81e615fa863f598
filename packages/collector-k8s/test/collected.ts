import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type KubernetesOptions, type KubernetesWorld, kubernetesHandler } from '@metta-dd/sandbox';
import { type CollectorReport, type CollectorRun, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import { impatient } from './impatient.js';

export const TOKEN = '7c41f09be25d4a8aa3f6d1c85b0e92d4';
export const AT = new Date('2026-11-20T12:00:00Z');

/** What a test collects with. */
export interface Collecting extends Partial<CollectorRun> {
  /** Where the API server is, unless the configuration says it. */
  readonly url?: string;
  readonly config?: object;
}

/** One run of the collector, with retries that wait for nothing. */
export function collected({ url, config, ...run }: Collecting): Promise<CollectorReport> {
  const reached = url === undefined ? {} : { auth: 'token', server: url };
  return runCollector(impatient, {
    secrets: { token: TOKEN },
    startedAt: AT,
    ...run,
    config: { clusterName: 'test', ...reached, ...config },
  });
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
export const valuesOf = (report: CollectorReport) => valuesByMetric(report, ['cluster']);
