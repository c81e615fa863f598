import type { Clock } from '../runtime/clock.js';
import type { Series } from '../runtime/report.js';
import type { Batch } from './batch.js';
import { Batcher, entryOf, inParts, MOST_POINTS } from './batches.js';
import { type Checked, SeriesCheck } from './checked-series.js';
import type { Lane } from './lane.js';
import type { SeriesText } from './series-text.js';

/** Series of a run, all at once or as they come. */
export type SeriesSource = Iterable<Series> | AsyncIterable<Series>;

/** Brings the series of one delivery into batches, once for all destinations. */
export class Feed {
  readonly #clock: Clock;
  readonly #lanes: readonly Lane[];
  readonly #batcher = new Batcher('series');
  readonly #check = new SeriesCheck(this.#batcher);

  constructor(clock: Clock, lanes: readonly Lane[]) {
    this.#clock = clock;
    this.#lanes = lanes;
  }

  async run(source: SeriesSource): Promise<void> {
    try {
      if (Symbol.iterator in source) await this.#takeAll(source);
      else for await (const series of source) await this.#take(series, this.#nowSeconds());
      if (!this.#batcher.isEmpty) await this.#put(this.#batcher.take());
    } finally {
      await Promise.all(this.#lanes.map((lane) => lane.finish()));
    }
  }

  // Waiting where there is nothing to wait for would cost more than the encoding, and so would the time of day.
  async #takeAll(source: Iterable<Series>): Promise<void> {
    let nowSeconds = this.#nowSeconds();
    for (const series of source) {
      const wait = this.#take(series, nowSeconds);
      if (wait === undefined) continue;
      await wait;
      nowSeconds = this.#nowSeconds();
    }
  }

  /** Hands out what to wait for, where there is something. */
  #take(series: Series, nowSeconds: number): Promise<unknown> | undefined {
    const checked = this.#check.check(series, nowSeconds);
    const { text } = checked;
    if (text === undefined || text.points > MOST_POINTS) return this.#takeApart(checked);
    return this.#batcher.accept(text) ? undefined : this.#takeNext(text);
  }

  /** A series that the batch had no room for. */
  async #takeNext(text: SeriesText): Promise<void> {
    await this.#put(this.#batcher.take());
    text.again();
    this.#batcher.accept(text);
  }

  /** What is refused, what tells of events, and what takes the long way to its JSON. */
  #takeApart(checked: Checked): Promise<unknown> | undefined {
    const { series } = checked;
    const isCommon = series !== undefined && series.events === undefined && series.type !== 'distribution';
    const own = isCommon ? { ...checked, series: undefined } : checked;
    const waits = this.#lanes.map((lane) => lane.take(own)).filter((wait) => wait !== undefined);
    if (isCommon) waits.push(this.#batcher.addAll(inParts(series).map(entryOf), (batch) => this.#put(batch)));
    return waits.length === 0 ? undefined : Promise.all(waits);
  }

  async #put(batch: Batch): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.put(batch)));
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}
