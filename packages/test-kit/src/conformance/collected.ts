import {
  type CollectorReport,
  createLogger,
  type EventMemory,
  fixedClock,
  openNetwork,
  Redactor,
  runCollectors,
} from '@metta-dd/core/runtime';
import type { Scene, Source, Subject } from './subject.js';

const DEADLINE_MS = 60_000;

export interface CollectOptions {
  /** What was remembered of events; nothing is remembered when absent. */
  readonly events?: EventMemory;
}

/** Starts a scene, lets `use` work with it, and stops it. */
export async function within<T>(subject: Subject, scene: Scene, use: (source: Source) => Promise<T>): Promise<T> {
  const source = await subject.start(scene);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** One run of the collector against a source, with an empty cache. */
export async function collected(
  { manifest }: Subject,
  source: Source,
  { events }: CollectOptions = {},
): Promise<CollectorReport> {
  const clock = fixedClock(source.startedAt);
  const network = openNetwork({ environment: {} });
  const cache = new Map<string, unknown>();
  try {
    const { collectors } = await runCollectors(
      [
        {
          name: manifest.id,
          manifest,
          config: await parsed(manifest.config, source.config),
          secrets: source.secrets,
          events: events !== undefined,
          deadlineMs: DEADLINE_MS,
          maxSeries: Number.MAX_SAFE_INTEGER,
        },
      ],
      {
        runId: 'conformance',
        startedAt: source.startedAt,
        clock,
        tags: { env: 'conformance' },
        log: createLogger({
          write: () => {},
          level: 'silent',
          format: 'text',
          redactor: new Redactor(),
          runId: 'conformance',
          clock,
        }),
        network,
        cache: () => ({ get: async (key) => cache.get(key), set: async (key, value) => void cache.set(key, value) }),
        signal: new AbortController().signal,
        ...(events !== undefined && { events }),
      },
    );
    const [report] = collectors;
    if (report === undefined) throw new Error('the run has no report');
    return report;
  } finally {
    await network.close();
  }
}

async function parsed(schema: Subject['manifest']['config'], config: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(config);
  if (result.issues !== undefined)
    throw new Error(
      `the scene's configuration is refused: ${result.issues.map(({ message }: { message: string }) => message).join('; ')}`,
    );
  return result.value;
}
