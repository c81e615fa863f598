import { randomUUID } from 'node:crypto';
import {
  type CollectorReport,
  createLogger,
  type EventMemory,
  fixedClock,
  memoryState,
  openNetwork,
  Redactor,
  runCollectors,
  type StateFile,
} from '@metta-dd/core/runtime';
import skypilot from '../src/index.js';
import { AT } from './scenes.js';

/** What a test collects with. */
export interface Collecting {
  readonly url: string;
  readonly at?: Date;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: { readonly token?: string; readonly password?: string };
  /** The state of an earlier run; a fresh one when absent. */
  readonly state?: StateFile;
  /** Collect events as if an earlier run had seen none. */
  readonly events?: boolean;
}

const NONE_SEEN: EventMemory = { knows: () => true, seen: () => new Set() };

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, at = AT, config = {}, secrets = {}, events = false } = options;
  const state = options.state ?? (await memoryState());
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(at);
  const instance = {
    name: 'skypilot',
    manifest: skypilot,
    config: skypilot.config.parse({ endpoint: url, ...config }),
    secrets: { ...secrets },
    events,
    deadlineMs: 60_000,
    maxSeries: 10_000,
  };
  const redactor = new Redactor();
  try {
    const { collectors } = await runCollectors([instance], {
      runId: randomUUID(),
      startedAt: at,
      clock,
      tags: {},
      log: createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock }),
      network,
      cache: (name) => state.cache(name),
      signal: new AbortController().signal,
      ...(events && { events: NONE_SEEN }),
    });
    const [report] = collectors;
    if (report === undefined) throw new Error('the run has no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Values by metric without its prefix, those with tags by metric and tags. */
export function valuesOf({ series }: Pick<CollectorReport, 'series'>): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const name = metric.replace('skypilot.', '');
      return [tags.length === 0 ? name : `${name}{${tags.join(',')}}`, points[0]?.[1]];
    }),
  );
}

/** The reasons why metrics have no data, by metric without its prefix. */
export function reasonsOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric.replace('skypilot.', ''), reason]));
}

/** Only the named of some values. */
export function only<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
