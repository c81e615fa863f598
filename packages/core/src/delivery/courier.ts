import type { Clock } from '../runtime/clock.js';
import type { EventKeys } from '../runtime/report.js';
import type { Batch } from './batch.js';
import { batchOf } from './batches.js';
import type { Compression } from './compression.js';
import { type Entry, entrySince, metricOf, pointsOf } from './entry.js';
import type { Settlement } from './isolation.js';
import type { Line } from './line.js';
import type { Finding, Spool } from './outbox.js';
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

/** One batch to deliver. */
export interface Job {
  readonly id: string;
  /** Known of a batch that this delivery put aside. */
  readonly points?: number;
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
  async deliver({ id, points }: Job, oldestSeconds: number): Promise<void> {
    const { spool, line } = this.#options;
    const kept = await spool.read(id);
    if (typeof kept === 'string') return this.#missing(kept, points);
    const { batch, attempted, lostPoints } = kept;
    if (lostPoints > 0) this.#options.tally.count('rejected', 'damaged in the spool', lostPoints, []);
    if (attempted && batch.kind === 'distribution' && !this.#options.resendDistributions) {
      await this.#end('inDoubt', batch.entries(), UNANSWERED);
      return spool.settle(id);
    }
    const fresh = await this.#unexpired(batch, oldestSeconds);
    if (fresh.count === 0) return spool.settle(id);
    const isIntact = fresh === batch && lostPoints === 0;
    if (line.stopped === undefined) return this.#settle(id, fresh, await this.#ship(id, fresh), isIntact);
    this.#keep(fresh.entries(), line.stopped);
    if (!isIntact) await spool.replace(id, batchOf(fresh.kind, fresh.entries()));
  }

  #missing(state: 'gone' | 'unreadable', points: number | undefined): void {
    // What an earlier delivery left may be gone because another process sent it.
    if (points === undefined) return;
    if (state === 'unreadable') this.#options.tally.count('kept', 'cannot be read from the spool', points, []);
    else this.#options.tally.count('inDoubt', 'vanished from the spool before it was sent', points, []);
  }

  async #unexpired(batch: Batch, oldestSeconds: number): Promise<Batch> {
    if (batch.oldest >= oldestSeconds) return batch;
    const left = batch.entries().map((entry) => ({ entry, rest: entrySince(entry, oldestSeconds) }));
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
    return batchOf(
      batch.kind,
      left.flatMap(({ rest }) => rest ?? []),
    );
  }

  #ship(id: string, batch: Batch): Promise<Settlement> {
    const { line, spool, compression, resendDistributions } = this.#options;
    const shipment = new Shipment({
      line,
      kind: batch.kind,
      compression,
      resendDistributions,
      knownGood: async () => this.#knownGood(batch.points),
      begin: () => spool.markAttempted(id),
      undone: () => spool.unmarkAttempted(id),
    });
    return shipment.send(batch);
  }

  async #settle(id: string, batch: Batch, settlement: Settlement, isIntact: boolean): Promise<void> {
    const { spool, tally } = this.#options;
    const { accepted, rejected, inDoubt, kept } = settlement;
    tally.accept(settlement.isWhole ? batch.points : pointsOf(accepted));
    await this.#settleEvents('accepted', settlement.isWhole && batch.hasEvents ? batch.entries() : accepted);
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
    if (isIntact && accepted.length + rejected.length + inDoubt.length === 0) return spool.unmarkAttempted(id);
    const left = kept.map(({ entry }) => entry);
    await spool.replace(id, batchOf(batch.kind, left));
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
