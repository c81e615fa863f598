import type { Tags } from '../reading.js';
import type { Cache, Quota } from '../run.js';
import { type Finished, withoutClashes } from './clashes.js';
import type { Clock } from './clock.js';
import { collect } from './collect.js';
import { type Deadline, startDeadline } from './deadline.js';
import type { EventMemory } from './events.js';
import type { HostRun, Instance } from './instance.js';
import type { Logger } from './log.js';
import type { NetworkAccess, SecuredFetch } from './network.js';
import { instrumentedFetch, SourceClock } from './network-traffic.js';
import { pointsOf, summaryOf } from './outcome.js';
import { pool } from './pool.js';
import { checkInstances } from './registry.js';
import type { CollectorReport, RunReport, Warning } from './report.js';
import type { Shard } from './shard.js';

/** What the engine tells while a run goes on. */
export type Progress = { readonly collector: string } & (
  | { readonly kind: 'started' }
  /** So far: told at every request, and as each target ends. */
  | { readonly kind: 'working'; readonly requests: number; readonly points: number }
  | { readonly kind: 'finished'; readonly report: CollectorReport }
);

export interface RunOptions {
  readonly runId: string;
  /** The one reading of the clock from which every window is cut. */
  readonly startedAt: Date;
  readonly clock: Clock;
  /** On every series. */
  readonly tags: Tags;
  readonly log: Logger;
  readonly network: Omit<NetworkAccess, 'close'>;
  /** The request cache of one collector instance. */
  cache(instance: string): Cache;
  /** Absent where nothing is remembered: then no events are collected. */
  readonly events?: EventMemory;
  /** Ends the run early. */
  readonly signal: AbortSignal;
  /** How many collectors run side by side; all when absent. */
  readonly concurrency?: number;
  readonly shard?: Shard;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs the collectors side by side, each with its own deadline; a failure stays with its collector and target. Throws
 * a ConfigError, before anything is asked, where two instances clash.
 */
export async function runCollectors(instances: readonly Instance[], options: RunOptions): Promise<RunReport> {
  checkInstances(instances);
  const width = Math.max(1, options.concurrency ?? instances.length);
  const collectors = await pool(instances, width, (instance) => runOne(instance, options));
  const { runId, startedAt, clock } = options;
  return { runId, startedAt, durationMs: clock.elapsedMs(), collectors: withoutClashes(collectors) };
}

async function runOne(instance: Instance, options: RunOptions): Promise<Finished> {
  const { clock, tags: ambient, shard, onProgress } = options;
  const began = clock.elapsedMs();
  const deadline = startDeadline(instance.deadlineMs, options.signal);
  const traffic = new Traffic((counts) => onProgress?.({ collector: instance.name, kind: 'working', ...counts }));
  const notes = new Notes();
  const secured: SecuredFetch[] = [];
  onProgress?.({ collector: instance.name, kind: 'started' });
  try {
    const { outcomes, ...events } = await collect(instance, {
      run: contextOf(instance, options, { deadline, traffic, notes, secured }),
      ambient,
      events: instance.events ? options.events : undefined,
      shard,
      expiry: deadline.expiry,
      skewMs: () => traffic.clock.skewMs,
      progress: (outcomes) => traffic.yielded(pointsOf(outcomes)),
    });
    const report: CollectorReport = {
      id: instance.name,
      ...summaryOf(outcomes),
      ...events,
      requests: traffic.requests,
      answers: Object.fromEntries(traffic.answers),
      durationMs: clock.elapsedMs() - began,
      warnings: notes.warnings,
      quotas: notes.quotas,
      timedOut: deadline.passed,
    };
    onProgress?.({ collector: instance.name, kind: 'finished', report });
    return { report, outcomes };
  } finally {
    deadline.stop();
    await Promise.all(secured.map((one) => one.close()));
  }
}

/** The requests of one collector, and what they have yielded so far. */
class Traffic {
  readonly answers = new Map<string, number>();
  readonly clock = new SourceClock();
  readonly #tell: (counts: { readonly requests: number; readonly points: number }) => void;
  requests = 0;
  #points = 0;

  constructor(tell: (counts: { readonly requests: number; readonly points: number }) => void) {
    this.#tell = tell;
  }

  asked(): void {
    this.requests++;
    this.#tell({ requests: this.requests, points: this.#points });
  }

  yielded(points: number): void {
    this.#points += points;
    this.#tell({ requests: this.requests, points: this.#points });
  }

  answered(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }
}

/** What a collector says beside its values. */
class Notes {
  readonly warnings: Warning[] = [];
  readonly #quotas = new Map<string, Quota>();

  get quotas(): readonly Quota[] {
    return [...this.#quotas.values()];
  }

  /** The newest word on a resource holds. */
  quota(quota: Quota): void {
    this.#quotas.set(quota.resource, quota);
  }
}

interface Made {
  readonly deadline: Deadline;
  readonly traffic: Traffic;
  readonly notes: Notes;
  readonly secured: SecuredFetch[];
}

function contextOf(instance: Instance, options: RunOptions, made: Made): HostRun {
  const { deadline, traffic, notes, secured } = made;
  const log = options.log.child({ collector: instance.name });
  const counted = (send: typeof fetch) =>
    instrumentedFetch(send, {
      signal: deadline.signal,
      clock: options.clock,
      onRequest: () => traffic.asked(),
      onAnswer: (answer) => traffic.answered(answer),
      sourceClock: traffic.clock,
    });
  return {
    config: instance.config,
    secrets: instance.secrets,
    startedAt: options.startedAt,
    signal: deadline.signal,
    log: {
      debug: (message, fields) => log.debug(message, fields),
      warn: (message, fields = {}) => {
        notes.warnings.push({ message, fields });
        log.warn(message, fields);
      },
      protect: (value) => log.protect(value),
    },
    fetch: counted(options.network.fetch),
    fetchWith: (tls) => {
      const opened = options.network.secured(tls);
      secured.push(opened);
      return counted(opened.fetch);
    },
    cache: options.cache(instance.name),
    network: { proxyFor: (url) => options.network.proxyFor(url), ca: options.network.ca },
    quota: (quota) => notes.quota(quota),
  };
}
