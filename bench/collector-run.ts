import type { CollectorManifest } from '../packages/core/dist/index.js';
import {
  type CollectorReport,
  createLogger,
  memoryState,
  openNetwork,
  Redactor,
  runCollectors,
  type StateFile,
  shiftedClock,
} from '../packages/core/dist/runtime/index.js';

const DEADLINE_MS = 120_000;

export interface CollectorRun {
  readonly manifest: CollectorManifest;
  /** The collector's block of the configuration. */
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  /** What an earlier run left. */
  readonly state?: StateFile;
}

/** One run of one collector, as the CLI makes it but for delivery; throws where a metric fails. */
export async function collectOnce({
  manifest,
  config,
  secrets,
  startedAt,
  state,
}: CollectorRun): Promise<CollectorReport> {
  const parsed = await manifest.config['~standard'].validate(config);
  if (parsed.issues !== undefined) throw new Error(`the configuration is refused: ${JSON.stringify(parsed.issues)}`);
  const clock = shiftedClock(startedAt);
  const network = openNetwork({ environment: {} });
  const kept = state ?? (await memoryState());
  const log = createLogger({
    write: (line) => console.error(line),
    level: 'error',
    format: 'text',
    redactor: new Redactor(),
    runId: 'bench',
    clock,
  });
  try {
    const { collectors } = await runCollectors(
      [
        {
          name: manifest.id,
          manifest,
          config: parsed.value,
          secrets,
          events: false,
          deadlineMs: DEADLINE_MS,
          maxSeries: Number.MAX_SAFE_INTEGER,
        },
      ],
      {
        runId: 'bench',
        startedAt,
        clock,
        tags: { env: 'bench' },
        log,
        network,
        cache: (instance) => kept.cache(instance),
        signal: new AbortController().signal,
      },
    );
    const [report] = collectors;
    const failure = report?.failures[0];
    if (report === undefined || failure !== undefined) throw new Error(`the run failed: ${failure?.reason}`);
    return report;
  } finally {
    await network.close();
  }
}
