import {
  type CollectorReport,
  createLogger,
  type EventMemory,
  fixedClock,
  openNetwork,
  Redactor,
  runCollectors,
} from '@metta-dd/core/runtime';
import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type WandbOptions, type WandbRun, type WandbWorld, wandbHandler } from '@metta-dd/sandbox';
import { impatient } from './impatient.js';

export const API_KEY = 'test-0d6a1f83b7c94e52a8e6074b3f9d21c5e8a7';
export const AT = new Date('2026-11-20T12:00:00Z');

const MINUTE = 60_000;

/** The instant so many minutes before the run. */
export const minutesAgo = (minutes: number) => new Date(AT.getTime() - minutes * MINUTE);

/** What a test collects with. */
export interface Collecting {
  readonly url: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly startedAt?: Date;
  readonly events?: EventMemory;
}

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, config = {}, secrets = { apiKey: API_KEY }, startedAt = AT, events } = options;
  const parsed = impatient.config.parse({ entity: 'acme', project: 'metta', baseUrl: url, ...config });
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(startedAt);
  const redactor = new Redactor();
  const log = createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock });
  const instance = { name: 'wandb', manifest: impatient, config: parsed, secrets, events: events !== undefined };
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
      ...(events !== undefined && { events }),
    });
    const [report] = collectors;
    if (report === undefined) throw new Error('the run has no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Everything that happened is new. */
export const NOTHING_SENT: EventMemory = { knows: () => true, seen: () => new Set() };

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
export function valuesOf({ series }: CollectorReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => !/^(entity|project):/.test(tag));
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1] ?? Number.NaN];
    }),
  );
}

/** Reasons of missing values by metric. */
export function noDataOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric, reason]));
}
