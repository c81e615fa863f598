import {
  type CollectorReport,
  createLogger,
  fixedClock,
  openNetwork,
  Redactor,
  runCollectors,
} from '@metta-dd/core/runtime';
import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type AsanaOptions, type AsanaWorld, asanaHandler } from '@metta-dd/sandbox';
import { impatient } from './impatient.js';

export const TOKEN = 'sandbox-token-of-nobody';
export const AT = new Date('2026-11-20T12:00:00Z');

/** What a test collects with. */
export interface Collecting {
  readonly url: string;
  readonly workspaceGid: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly startedAt?: Date;
  readonly signal?: AbortSignal;
}

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, workspaceGid, secrets = { accessToken: TOKEN }, startedAt = AT } = options;
  const config = impatient.config.parse({ workspaceGid, baseUrl: `${url}/api/1.0`, ...options.config });
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(startedAt);
  const redactor = new Redactor();
  const log = createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock });
  const instance = { name: 'asana', manifest: impatient, config, secrets, events: false };
  try {
    const { collectors } = await runCollectors([{ ...instance, deadlineMs: 60_000, maxSeries: 1000 }], {
      runId: 'test',
      startedAt,
      clock,
      tags: {},
      log,
      network,
      cache: () => ({ get: async () => undefined, set: async () => {} }),
      signal: options.signal ?? new AbortController().signal,
    });
    const [report] = collectors;
    if (report === undefined) throw new Error('no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Serves a workspace, lets `use` work with it, and stops it. */
export async function serving<T>(
  world: AsanaWorld,
  options: AsanaOptions,
  use: (standIn: StandIn) => Promise<T>,
): Promise<T> {
  const standIn = await startStandIn({ handler: asanaHandler(world, { token: TOKEN, ...options }), now: AT });
  try {
    return await use(standIn);
  } finally {
    await standIn.close();
  }
}

/** One run against a workspace. */
export function collectedFrom(
  world: AsanaWorld,
  config: Readonly<Record<string, unknown>> = {},
  options: AsanaOptions = {},
): Promise<CollectorReport> {
  const workspaceGid = world.workspace.gid;
  return serving(world, options, ({ url }) => collected({ url, workspaceGid, config }));
}

/** Values by metric, and by `metric{tags}` where they have tags beside that of the workspace. */
export function valuesOf({ series }: CollectorReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => !tag.startsWith('workspace:'));
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1] ?? Number.NaN];
    }),
  );
}

/** Reasons of missing values by metric, those of metrics that a target never has left out. */
export function noDataOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric, reason]));
}
