import { randomUUID } from 'node:crypto';
import {
  type CollectorReport,
  createLogger,
  fixedClock,
  memoryState,
  openNetwork,
  Redactor,
  runCollectors,
  type StateFile,
} from '@metta-dd/core/runtime';
import github from '../src/index.js';
import { AT, TOKEN } from './scenes.js';

/** What a test collects with. */
export interface Collecting {
  readonly url: string;
  readonly at?: Date;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The state of an earlier run; a fresh one when absent. */
  readonly state?: StateFile;
}

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, at = AT, config = {}, secrets = { token: TOKEN } } = options;
  const state = options.state ?? (await memoryState());
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(at);
  const parsed = github.config.parse({ repos: ['acme/metta'], baseUrl: url, ...config });
  const instance = { name: 'github', manifest: github, config: parsed, secrets, events: false };
  const redactor = new Redactor();
  try {
    const { collectors } = await runCollectors([{ ...instance, deadlineMs: 120_000, maxSeries: 1000 }], {
      runId: randomUUID(),
      startedAt: at,
      clock,
      tags: {},
      log: createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock }),
      network,
      cache: (name) => state.cache(name),
      signal: new AbortController().signal,
    });
    const [report] = collectors;
    if (report === undefined) throw new Error('the run has no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Values by metric, those with tags of their own by metric and tags. */
export function valuesOf({ series }: CollectorReport): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => !tag.startsWith('org:') && !tag.startsWith('repo:'));
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1]];
    }),
  );
}
