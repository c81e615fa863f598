import type { CollectorManifest, Tags } from '@metta-dd/core';
import {
  type Clock,
  type CollectorReport,
  createLogger,
  type EventMemory,
  fixedClock,
  type Instance,
  memoryState,
  type NetworkOptions,
  openNetwork,
  Redactor,
  type RunOptions,
  runCollectors,
  type StateFile,
} from '@metta-dd/core/runtime';

const RUN_ID = 'test';
const DEADLINE_MS = 120_000;

/** What one run of one collector is made with. */
export interface CollectorRun {
  /** The collector's block of the configuration, as a user would write it, without the keys of the host. */
  readonly config: unknown;
  readonly secrets?: Readonly<Record<string, string | undefined>>;
  readonly startedAt: Date;
  /** Stands still at `startedAt` when absent. */
  readonly clock?: Clock;
  /** On every series; none when absent. */
  readonly tags?: Tags;
  /** What an earlier run left in its cache; nothing when absent. */
  readonly state?: StateFile;
  /** What was remembered of events; none are collected when absent. */
  readonly events?: EventMemory;
  /** Which metrics are asked for; all when absent. */
  readonly wants?: NonNullable<Instance['wants']>;
  readonly signal?: AbortSignal;
  /** A proxy and authorities; those of the environment never count. */
  readonly network?: Omit<NetworkOptions, 'environment'>;
  /** Learns the secrets that the collector protects. */
  readonly redactor?: Redactor;
}

/** Makes every event new: earlier runs noted which there were, and sent none. */
export const NOTHING_SENT: EventMemory = { knows: () => true, seen: () => new Set() };

/**
 * One run of one collector by the real engine, over the real network and without delivery or logs; failures stand in
 * the report. Throws where the configuration is refused.
 */
export async function runCollector(manifest: CollectorManifest, run: CollectorRun): Promise<CollectorReport> {
  const network = openNetwork({ environment: {}, ...run.network });
  const state = run.state ?? (await memoryState());
  try {
    const instance = await instanceOf(manifest, run);
    const { collectors } = await runCollectors([instance], { ...optionsOf(run, state), network });
    const [report] = collectors;
    if (report === undefined) throw new Error('the run has no report');
    return report;
  } finally {
    if (run.state === undefined) state.close();
    await network.close();
  }
}

async function instanceOf(
  manifest: CollectorManifest,
  { config, secrets = {}, events, wants }: CollectorRun,
): Promise<Instance> {
  const parsed = await manifest.config['~standard'].validate(config);
  if (parsed.issues !== undefined) {
    const reasons = parsed.issues.map(({ message }: { readonly message: string }) => message);
    throw new Error(`the configuration of ${manifest.id} is refused: ${reasons.join('; ')}`);
  }
  return {
    name: manifest.id,
    manifest,
    config: parsed.value,
    secrets,
    events: events !== undefined,
    deadlineMs: DEADLINE_MS,
    maxSeries: Number.MAX_SAFE_INTEGER,
    ...(wants && { wants }),
  };
}

function optionsOf(run: CollectorRun, state: StateFile): Omit<RunOptions, 'network'> {
  const { startedAt, clock = fixedClock(startedAt), tags = {}, events, redactor = new Redactor() } = run;
  return {
    runId: RUN_ID,
    startedAt,
    clock,
    tags,
    log: createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: RUN_ID, clock }),
    cache: (name) => state.cache(name),
    signal: run.signal ?? new AbortController().signal,
    ...(events && { events }),
  };
}
