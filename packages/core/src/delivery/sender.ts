import { ConfigError } from '../errors.js';
import type { Log } from '../run.js';
import type { Clock } from '../runtime/clock.js';
import type { Compression } from './compression.js';
import type { SettledEvents } from './courier.js';
import { Feed, type SeriesSource } from './feed.js';
import { Lane } from './lane.js';
import { type Destination, Line } from './line.js';
import type { Finding, Outbox } from './outbox.js';
import { type DeliveryReport, Tally } from './tally.js';

export interface SenderOptions {
  readonly destinations: readonly Destination[];
  readonly fetch: typeof fetch;
  /** The run's clock: ages are judged by it, and it by the intake's. */
  readonly clock: Clock;
  /** 0 up to, not including, 1: spreads the waits between attempts. */
  readonly random: () => number;
  /** Ends early, by resolving or rejecting, when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly log: Pick<Log, 'debug' | 'warn'>;
  /** Where batches wait: `memoryOutbox()`, or `openSpool()` for a folder. */
  readonly spool: Outbox;
  /** Ends all sending; what is not sent is kept. */
  readonly signal: AbortSignal;
  /** Of series; distributions take deflate alone. The default is `gzip`. */
  readonly compression?: Compression;
  /** Milliseconds of waiting between attempts, a delivery and destination; 120,000 by default. */
  readonly budgetMs?: number;
  /** Requests at a time, a destination; 4 by default. */
  readonly concurrency?: number;
  /** Milliseconds until a request without an answer is given up; 20,000 by default. */
  readonly timeoutMs?: number;
  /** Seconds that points may wait in the spool; 3,300 by default, as the intake takes an hour. */
  readonly maxAgeSeconds?: number;
  /** Send distributions again whose outcome is unknown, at the risk of counting them twice. */
  readonly resendDistributions?: boolean;
  /** Ambient tags, for the one point of the sender's own that tells a bad point from a bad path. */
  readonly tags?: readonly string[];
}

export interface DeliverOptions {
  /** Told of events whose points need no more sending, before they leave the spool, so that the state can follow. */
  readonly eventsSettled?: (events: SettledEvents) => Promise<void> | void;
}

export interface Sender {
  /** Puts all series aside, sends them and what earlier deliveries left; one report a destination. */
  deliver(series: SeriesSource, options?: DeliverOptions): Promise<readonly DeliveryReport[]>;
  /** Leaves what is not settled to the next process. */
  close(): Promise<void>;
}

/** A submission client: delivers at least once to every destination, and says of each point what became of it. */
export function createSender(options: SenderOptions): Sender {
  const names = options.destinations.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(`cannot send to two destinations of the name "${twice}"`);
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One delivery after the other: two would send what waits in the spool twice.
    deliver: (series, delivery = {}) => {
      const report = last.then(() => deliver(options, series, delivery));
      last = report.catch(() => undefined);
      return report;
    },
    close: async () => {
      await last;
      for (const { name } of options.destinations) await (await options.spool.spoolOf(name)).close();
    },
  };
}

async function deliver(
  options: SenderOptions,
  source: SeriesSource,
  delivery: DeliverOptions,
): Promise<readonly DeliveryReport[]> {
  const lanes: Lane[] = [];
  for (const destination of options.destinations) lanes.push(await openLane(options, destination, delivery));
  const running = Promise.all(lanes.map((lane) => lane.run()));
  // Both to their end, whichever fails: nothing of this delivery may go on beside the next one.
  const outcomes = await Promise.allSettled([new Feed(options.clock, lanes).run(source), running]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  for (const lane of lanes) lane.tellFindings();
  return lanes.map((lane) => lane.report());
}

async function openLane(options: SenderOptions, destination: Destination, delivery: DeliverOptions): Promise<Lane> {
  const { fetch, clock, random, sleep, signal, log } = options;
  const spool = await options.spool.spoolOf(destination.name);
  const left = await spool.claim();
  const tally = new Tally();
  const warn = ({ message, fields }: Finding) => log.warn(message, { destination: destination.name, ...fields });
  const line = new Line({
    destination,
    fetch,
    clock,
    random,
    sleep,
    signal,
    tally,
    warn,
    elapsedMs: () => clock.elapsedMs(),
    budgetMs: options.budgetMs ?? 120_000,
    timeoutMs: options.timeoutMs ?? 20_000,
    renew: (milliseconds) => spool.renew(milliseconds),
  });
  const concurrency = options.concurrency ?? 4;
  return new Lane(
    {
      destination: destination.name,
      line,
      spool,
      tally,
      clock,
      warn,
      concurrency,
      compression: options.compression ?? 'gzip',
      resendDistributions: options.resendDistributions ?? false,
      tags: options.tags ?? [],
      settled: delivery.eventsSettled ?? (() => undefined),
      mostWaiting: options.spool.durable ? Number.POSITIVE_INFINITY : 1,
      maxAgeSeconds: options.maxAgeSeconds ?? 3300,
    },
    left,
  );
}
