import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type AsanaOptions, type AsanaWorld, asanaHandler } from '@metta-dd/sandbox';
import { type CollectorReport, type CollectorRun, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import { impatient } from './impatient.js';

export const TOKEN = 'sandbox-token-of-nobody';
export const AT = new Date('2026-11-20T12:00:00Z');

/** What a test collects with. */
export interface Collecting extends Partial<CollectorRun> {
  readonly url: string;
  readonly workspaceGid: string;
  readonly config?: object;
}

/** One run of the collector, with pauses and retries that take no time. */
export function collected({ url, workspaceGid, config, ...run }: Collecting): Promise<CollectorReport> {
  return runCollector(impatient, {
    secrets: { accessToken: TOKEN },
    startedAt: AT,
    ...run,
    config: { workspaceGid, baseUrl: `${url}/api/1.0`, ...config },
  });
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
export const valuesOf = (report: CollectorReport) => valuesByMetric(report, ['workspace']);
