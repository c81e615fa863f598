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

/** What a test collects with. */
export interface Collecting {
  readonly url: string;
  readonly at: Date;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The state of an earlier run; a fresh one when absent. */
  readonly state?: StateFile;
  readonly events?: boolean;
}

export const TOKEN = 'sandbox-token-of-nobody';

/** One run of the collector by the real engine. */
export async function collected(options: Collecting): Promise<CollectorReport> {
  const { url, at, config = {}, secrets = { token: TOKEN }, events = false } = options;
  const parsed = github.config.parse({ repos: ['acme/metta'], baseUrl: url, ...config });
  const state = options.state ?? (await memoryState());
  const network = openNetwork({ environment: {} });
  const clock = fixedClock(at);
  const log = createLogger({
    write: () => {},
    level: 'silent',
    format: 'text',
    redactor: new Redactor(),
    runId: 'test',
    clock,
  });
  try {
    const { collectors } = await runCollectors(
      [{ name: 'github', manifest: github, config: parsed, secrets, events, deadlineMs: 120_000, maxSeries: 1000 }],
      {
        runId: randomUUID(),
        startedAt: at,
        clock,
        tags: {},
        log,
        network,
        cache: (instance) => state.cache(instance),
        events: state.events,
        signal: new AbortController().signal,
      },
    );
    const [report] = collectors;
    if (report === undefined) throw new Error('no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Values by metric, and by `metric{tags}` where they have tags beside those of the target. */
export function valuesOf({ series }: CollectorReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => !tag.startsWith('org:') && !tag.startsWith('repo:'));
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1] ?? Number.NaN];
    }),
  );
}
