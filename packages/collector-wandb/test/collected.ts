import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type WandbOptions, type WandbRun, type WandbWorld, wandbHandler } from '@metta-dd/sandbox';
import { type CollectorReport, type CollectorRun, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import { impatient } from './impatient.js';

export const API_KEY = 'test-0d6a1f83b7c94e52a8e6074b3f9d21c5e8a7';
export const AT = new Date('2026-11-20T12:00:00Z');

const MINUTE = 60_000;

/** The instant so many minutes before the run. */
export const minutesAgo = (minutes: number) => new Date(AT.getTime() - minutes * MINUTE);

/** What a test collects with. */
export interface Collecting extends Partial<CollectorRun> {
  readonly url: string;
  readonly config?: object;
}

/** One run of the collector, with pauses and retries that wait for nothing. */
export function collected({ url, config, ...run }: Collecting): Promise<CollectorReport> {
  return runCollector(impatient, {
    secrets: { apiKey: API_KEY },
    startedAt: AT,
    ...run,
    config: { entity: 'acme', project: 'metta', baseUrl: url, ...config },
  });
}

/** A run with the given facts, finished an hour ago after two hours. */
export function runOf(facts: Partial<WandbRun> & { readonly name: string }): WandbRun {
  return {
    displayName: facts.name,
    state: 'finished',
    createdAt: minutesAgo(180),
    heartbeatAt: minutesAgo(60),
    tags: [],
    group: null,
    jobType: null,
    sweepName: null,
    username: 'ada',
    config: {},
    summary: {},
    system: {},
    runInfo: null,
    history: [],
    ...facts,
  };
}

/** A world with one project for each list of runs: `metta`, `research`, … */
export function worldOf(...projects: readonly (readonly WandbRun[])[]): WandbWorld {
  const viewer = { username: 'ada', name: 'Ada', email: 'ada@acme.example', entity: 'acme', teams: ['acme'] };
  const names = ['metta', 'research', 'demo'];
  return {
    viewer,
    projects: projects.map((runs, index) => ({
      entity: 'acme',
      name: names[index] ?? `project-${index}`,
      createdAt: minutesAgo(1_000_000),
      runs,
    })),
  };
}

/** Serves a world, lets `use` work with it, and stops it. */
export async function serving<T>(
  world: WandbWorld,
  options: WandbOptions,
  use: (standIn: StandIn) => Promise<T>,
): Promise<T> {
  const standIn = await startStandIn({ handler: wandbHandler(world, { apiKey: API_KEY, ...options }), now: AT });
  try {
    return await use(standIn);
  } finally {
    await standIn.close();
  }
}

/** One run of the collector over one project with these runs. */
export function collectedFrom(
  runs: readonly WandbRun[],
  config: Readonly<Record<string, unknown>> = {},
  options: WandbOptions = {},
): Promise<CollectorReport> {
  return serving(worldOf(runs), options, ({ url }) => collected({ url, config }));
}

/** Values by metric, and by `metric{tags}` where they have tags beside those of the project. */
export const valuesOf = (report: CollectorReport) => valuesByMetric(report, ['entity', 'project']);
