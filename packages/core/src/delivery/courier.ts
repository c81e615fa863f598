import type { Clock } from '../runtime/clock.js';
import type { EventKeys } from '../runtime/report.js';
import type { Compression } from './compression.js';
import { type Batch, type Entry, entrySince, metricOf, pointsOf } from './entry.js';
import type { Settlement } from './isolation.js';
import type { Line } from './line.js';
import type { Finding, Pending, Spool } from './outbox.js';
import { seriesEntry } from './series-payload.js';
import { Shipment } from './shipment.js';
import type { Ending, Tally } from './tally.js';

/** Events whose points need no more sending, and how they ended. */
export interface SettledEvents extends EventKeys {
  readonly destination: string;
  readonly outcome: 'accepted' | Exclude<Ending, 'kept'>;
}

export interface CourierOptions {
  readonly destination: string;
  readonly line: Line;
  readonly spool: Spool;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly compression: Compression;
  readonly resendDistributions: boolean;
  /** Tags of the known-good point. */
  readonly tags: readonly string[];
  readonly warn: (finding: Finding) => void;
  readonly settled: (events: SettledEvents) => Promise<void> | void;
}

type Fate = 'rejected' | 'expired' | 'inDoubt';

const UNANSWERED = 'sent by a process that ended before the answer';

/** Takes batches from the spool, sends them and settles them: first the events, then the file. */
export class Courier {
  readonly #options: CourierOptions;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** `oldestSeconds`: older points have expired. */
  async deliver({ id }: Pending, oldestSeconds: number): Promise<void> {
    const { spool, line } = this.#options;
    const batch = await spool.read(id);
    if (batch === undefined) return;
    if (batch.attempted && batch.kind === 'distribution' && !this.#options.resendDistributions) {
      await this.#end('inDoubt', batch.entries, UNANSWERED);
      return spool.settle(id);
    }
    const entries = await this.#unexpired(batch, oldestSeconds);
    if (entries.length === 0) return spool.settle(id);
    if (line.stopped !== undefined) {
      this.#keep(entries, line.stopped);
      return entries.length < batch.entries.length ? spool.replace(id, { kind: batch.kind, entries }) : undefined;
    }
    const settlement = await this.#ship(id, { kind: batch.kind, entries });
    await this.#settle(id, batch, settlement);
  }

  async #unexpired(batch: Batch, oldestSeconds: number): Promise<readonly Entry[]> {
    if (batch.entries.every(({ oldest }) => oldest >= oldestSeconds)) return batch.entries;
    const left = batch.entries.map((entry) => ({ entry, rest: entrySince(entry, oldestSeconds) }));
    const expired = left.filter(({ entry, rest }) => rest !== entry);
    const lost = expired.reduce((sum, { entry, rest }) => sum + entry.points - (rest?.points ?? 0), 0);
    const gone = expired.filter(({ rest }) => rest === undefined).map(({ entry }) => entry);
    this.#options.tally.count(
      'expired',
      'too old to be sent',
      lost,
      expired.slice(0, 5).map(({ entry }) => metricOf(entry)),
    );
    this.#options.warn({
      message: 'points expired before they could be sent: there is a gap',
      fields: {
        destination: this.#options.destination,
        points: lost,
        from: isoTime(Math.min(...expired.map(({ entry }) => entry.oldest))),
        until: isoTime(Math.max(...expired.map(({ entry }) => Math.min(entry.newest, oldestSeconds)))),
      },
    });
    await this.#settleEvents('expired', gone);
    return left.flatMap(({ rest }) => rest ?? []);
  }

  #ship(id: string, batch: Batch): Promise<Settlement> {
    const { line, spool, compression, resendDistributions } = this.#options;
    const shipment = new Shipment({
      line,
      kind: batch.kind,
      compression,
      resendDistributions,
      knownGood: async () => this.#knownGood(pointsOf(batch.entries)),
      begin: () => spool.markAttempted(id),
      undone: () => spool.unmarkAttempted(id),
    });
    return shipment.send(batch.entries);
  }

  async #settle(id: string, batch: Batch, settlement: Settlement): Promise<void> {
    const { spool, tally } = this.#options;
    const { accepted, rejected, inDoubt, kept } = settlement;
    tally.accept(pointsOf(accepted));
    await this.#settleEvents('accepted', accepted);
    for (const [outcome, ended] of [
      ['rejected', rejected],
      ['inDoubt', inDoubt],
    ] as const)
      for (const [reason, group] of Map.groupBy(ended, (one) => one.reason))
        await this.#end(
          outcome,
          group.map(({ entry }) => entry),
          reason,
        );
    for (const [reason, group] of Map.groupBy(kept, (one) => one.reason))
      this.#keep(
        group.map(({ entry }) => entry),
        reason,
      );
    if (kept.length === 0) return spool.settle(id);
    const entries = kept.map(({ entry }) => entry);
    const untouched = entries.length === batch.entries.length && batch.kind === 'series';
    return untouched ? undefined : spool.replace(id, { kind: batch.kind, entries });
  }

  async #end(outcome: Fate, entries: readonly Entry[], reason: string): Promise<void> {
    this.#options.tally.count(outcome, reason, pointsOf(entries), entries.slice(0, 5).map(metricOf));
    await this.#settleEvents(outcome, entries);
  }

  #keep(entries: readonly Entry[], reason: string): void {
    this.#options.tally.count('kept', reason, pointsOf(entries), entries.slice(0, 5).map(metricOf));
  }

  async #settleEvents(outcome: SettledEvents['outcome'], entries: readonly Entry[]): Promise<void> {
    const { destination, settled } = this.#options;
    for (const { events } of entries) if (events !== undefined) await settled({ ...events, destination, outcome });
  }

  /** A true point, since it will be stored: how many points wait here. */
  #knownGood(waiting: number): Entry {
    const now = Math.floor(this.#options.clock.now().getTime() / 1000);
    const { tags } = this.#options;
    const points: [number, number][] = [[now, waiting]];
    return seriesEntry({ metric: 'metta_dd.spool.points', type: 'gauge', unit: 'item', tags, points }, 'gauge');
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
