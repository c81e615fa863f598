import { setImmediate as turn } from 'node:timers/promises';
import { reasonOf } from '../errors.js';
import type { EventKeys, Series } from '../runtime/report.js';
import type { Batch } from './batch.js';
import { Batcher, entryOf, inParts, kindOf } from './batches.js';
import { type Checked, OLDEST_SECONDS } from './checked-series.js';
import { Courier, type CourierOptions, type Job } from './courier.js';
import type { Kind } from './entry.js';
import type { Pending } from './outbox.js';
import type { DeliveryReport } from './tally.js';
import { WorkList } from './work-list.js';

export interface LaneOptions extends CourierOptions {
  readonly concurrency: number;
  /** Batches that may wait for sending; feeding waits for the others. */
  readonly mostWaiting: number;
  /** Seconds after which a point that waited in the spool has expired. */
  readonly maxAgeSeconds: number;
}

interface AgedJob extends Job {
  readonly maxAgeSeconds: number;
}

/** One delivery to one destination: batches are put aside as they fill, and sent side by side as they come. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #courier: Courier;
  readonly #jobs = new WorkList<AgedJob>();
  readonly #batchers: Readonly<Record<Kind, Batcher>> = {
    series: new Batcher('series'),
    distribution: new Batcher('distribution'),
  };
  readonly #left: readonly Pending[];
  #failure: { readonly error: unknown } | undefined;
  #waitingEvents: Promise<ReadonlySet<string>> | undefined;

  /** `left` is what earlier deliveries put aside. */
  constructor(options: LaneOptions, left: readonly Pending[]) {
    this.#options = options;
    this.#courier = new Courier(options);
    this.#left = left;
  }

  /** Puts a batch aside and hands it to the senders; resolves when there is room for the next one. */
  async put(batch: Batch): Promise<void> {
    const { spool, line, mostWaiting } = this.#options;
    const { id } = await spool.append(batch);
    this.#jobs.add({ id, points: batch.points, maxAgeSeconds: OLDEST_SECONDS });
    // Compressed and sent while the next batch fills: feeding that never waits would keep the answers waiting.
    await turn();
    await this.#jobs.room(mostWaiting, () => line.stopped !== undefined);
  }

  /** Takes a series in that goes its own way at each destination; hands out what to wait for, where there is something. */
  take(checked: Checked): Promise<void> | undefined {
    const { series, refusals, lost } = checked;
    for (const { outcome, reason, points, metric } of refusals)
      this.#options.tally.count(outcome, reason, points, [metric]);
    if (series?.events !== undefined || lost !== undefined) return this.#takeEvents(checked);
    return series === undefined ? undefined : this.#add(series);
  }

  async #takeEvents({ series, lost }: Checked): Promise<void> {
    const { settled, destination } = this.#options;
    if (lost !== undefined) await settled({ ...lost.events, destination, outcome: lost.outcome });
    const fresh = series?.events === undefined ? series : await this.#withoutWaiting(series, series.events);
    if (fresh !== undefined) await this.#add(fresh);
  }

  #add(series: Series): Promise<void> {
    return this.#batchers[kindOf(series)].addAll(inParts(series).map(entryOf), (batch) => this.put(batch));
  }

  /** Ends the feeding; what earlier deliveries left goes after the fresh, newest first. */
  async finish(): Promise<void> {
    try {
      for (const batcher of Object.values(this.#batchers)) if (!batcher.isEmpty) await this.put(batcher.take());
      const left = this.#left.toSorted((one, other) => other.slot - one.slot);
      for (const { id } of left) this.#jobs.add({ id, maxAgeSeconds: this.#options.maxAgeSeconds });
    } finally {
      this.#jobs.close();
    }
  }

  /** Resolves when everything is settled or given up. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.concurrency }, () => this.#work()));
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  tellFindings(): void {
    for (const finding of this.#options.spool.findings()) this.#options.warn(finding);
  }

  report(): DeliveryReport {
    return this.#options.tally.report(this.#options.destination);
  }

  async #work(): Promise<void> {
    for (let job = await this.#jobs.next(); job !== undefined; job = await this.#jobs.next())
      try {
        await this.#courier.deliver(job, this.#nowSeconds() - job.maxAgeSeconds);
      } catch (error) {
        // The rest is kept, and whoever feeds must not wait for nobody; `run` throws in the end.
        this.#failure ??= { error };
        this.#options.line.stop(`the delivery broke off: ${reasonOf(error)}`);
      }
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.now().getTime() / 1000);
  }

  /** An event that waits in the spool was told of before: what happens once must not be put aside twice. */
  async #withoutWaiting(series: Series, { scope, ids }: EventKeys): Promise<Series | undefined> {
    this.#waitingEvents ??= this.#readWaitingEvents();
    const waiting = await this.#waitingEvents;
    const isNew = ids.map((id) => !waiting.has(keyOf(scope, id)));
    if (isNew.every(Boolean)) return series;
    if (!isNew.some(Boolean)) return undefined;
    // Sums of one second replace each other; only observations that add up must lose the ones that wait.
    if (series.type !== 'distribution' || series.points.length !== ids.length) return series;
    return {
      ...series,
      points: series.points.filter((_, index) => isNew[index]),
      events: { scope, ids: ids.filter((_, index) => isNew[index]) },
    };
  }

  async #readWaitingEvents(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (const { id } of this.#left) {
      const kept = await this.#options.spool.read(id);
      for (const { events } of typeof kept === 'string' || !kept.batch.hasEvents ? [] : kept.batch.entries())
        for (const one of events?.ids ?? []) keys.add(keyOf(events?.scope ?? '', one));
    }
    return keys;
  }
}

function keyOf(scope: string, id: string): string {
  return JSON.stringify([scope, id]);
}
