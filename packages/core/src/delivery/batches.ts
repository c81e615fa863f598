import type { EventKeys, Series } from '../runtime/report.js';
import { Batch, CLOSING, COLUMNS, COMMA, type EntryColumns, OPENING } from './batch.js';
import { distributionEntry } from './distribution-payload.js';
import type { Entry, Kind } from './entry.js';
import { seriesEntry } from './series-payload.js';
import type { SeriesText, TextSpace } from './series-text.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const MOST_COMPRESSED_BYTES = 512_000;
export const MOST_BYTES = 5_242_880;
// https://github.com/DataDog/datadog-agent/blob/main/pkg/config/setup/config.go (serializer_max_series_points_per_payload)
export const MOST_POINTS = 10_000;

const FIRST_BYTES = 64 * 1024;
const FIRST_ENTRIES = 256;

/** The body of a request, before compression. */
export function payloadOf(entries: readonly Entry[]): Uint8Array {
  return Buffer.from(`{"series":[${entries.map(({ wire }) => wire).join(',')}]}`);
}

/** One batch of all entries, whatever its size: what is left of one that kept the limits. */
export function batchOf(kind: Kind, entries: readonly Entry[]): Batch {
  const batcher = new Batcher(kind, { bytes: Number.POSITIVE_INFINITY, points: Number.POSITIVE_INFINITY });
  for (const entry of entries) batcher.add(entry);
  return batcher.take();
}

/** Which endpoint takes the series. */
export function kindOf({ type }: Series): Kind {
  return type === 'distribution' ? 'distribution' : 'series';
}

/** The encoded form of a series that is no larger than a payload. */
export function entryOf(series: Series): Entry {
  return series.type === 'distribution' ? distributionEntry(series) : seriesEntry(series, series.type);
}

/** Parts of a series, none of which has more points than a payload takes. */
export function inParts(series: Series): readonly Series[] {
  if (series.points.length <= MOST_POINTS) return [series];
  const { events, ...rest } = series;
  const parts: Series[] = [];
  for (let from = 0; from < series.points.length; from += MOST_POINTS)
    parts.push({ ...rest, points: series.points.slice(from, from + MOST_POINTS) });
  // The events are settled once, with the first part.
  return parts.map((part, index) => (index === 0 && events !== undefined ? { ...part, events } : part));
}

type EntryTimes = Pick<Entry, 'points' | 'oldest' | 'newest'>;

/** Gathers entries of one kind as long as they keep the limits of the uncompressed payload. */
export class Batcher implements TextSpace {
  readonly #kind: Kind;
  readonly #limits: { readonly bytes: number; readonly points: number };
  #bytes = Buffer.alloc(0);
  #at = 0;
  #columns = new Float64Array(FIRST_ENTRIES * COLUMNS);
  #events = new Map<number, EventKeys>();
  #count = 0;
  #points = 0;
  #usual = FIRST_BYTES;

  constructor(kind: Kind, limits = { bytes: MOST_BYTES, points: MOST_POINTS }) {
    this.#kind = kind;
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  reserve(length: number): number {
    const from = this.#at === 0 ? OPENING.length : this.#at + 1;
    const needed = from + length + CLOSING.length;
    if (needed > this.#bytes.length) {
      // As much as the last batch took, and a little: the next one is most often as large.
      const usual = this.#at === 0 ? Math.ceil(this.#usual * 1.05) : this.#bytes.length * 2;
      const larger = Buffer.allocUnsafe(Math.max(usual, needed));
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
    }
    return from;
  }

  /** False where the payload has no room left: take what is there first. */
  add(entry: Entry): boolean {
    const { wire, points, events } = entry;
    if (this.#count > 0 && this.#points + points > this.#limits.points) return false;
    // No character takes more than three bytes of UTF-8.
    const from = this.reserve(wire.length * 3);
    const end = from + this.#bytes.write(wire, from);
    if (!this.#close(from, end, entry)) return false;
    if (events !== undefined) this.#events.set(this.#count - 1, events);
    return true;
  }

  /** Adds all entries, and hands each batch that fills up to `put`, which is waited for. */
  async addAll(entries: readonly Entry[], put: (batch: Batch) => Promise<void>): Promise<void> {
    for (const entry of entries) {
      if (this.add(entry)) continue;
      await put(this.take());
      this.add(entry);
    }
  }

  /** Takes in what was written into the room of this batcher; where it is false, that is gone. */
  accept(text: SeriesText): boolean {
    if (this.#count > 0 && this.#points + text.points > this.#limits.points) return false;
    return this.#close(text.from, text.until, text);
  }

  /** False where what was written passes the limit: the next one overwrites it. */
  #close(from: number, end: number, { points, oldest, newest }: EntryTimes): boolean {
    if (this.#count > 0 && end + CLOSING.length > this.#limits.bytes) return false;
    if (this.#count > 0) this.#bytes[from - 1] = COMMA;
    this.#at = end;
    this.#points += points;
    const at = this.#count * COLUMNS;
    if (at === this.#columns.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;
    columns[at] = end;
    columns[at + 1] = points;
    columns[at + 2] = oldest;
    columns[at + 3] = newest;
    this.#count += 1;
    return true;
  }

  /** Hands out what was gathered. */
  take(): Batch {
    this.reserve(0);
    OPENING.copy(this.#bytes);
    const end = Math.max(this.#at, OPENING.length);
    CLOSING.copy(this.#bytes, end);
    const length = end + CLOSING.length;
    const batch = new Batch({
      kind: this.#kind,
      payload: this.#bytes.subarray(0, length),
      columns: this.#columns.slice(0, this.#count * COLUMNS),
      events: this.#events,
    });
    this.#usual = length;
    this.#bytes = Buffer.alloc(0);
    this.#at = 0;
    this.#events = new Map();
    this.#count = 0;
    this.#points = 0;
    return batch;
  }
}

function grown(columns: EntryColumns): EntryColumns {
  const longer = new Float64Array(columns.length * 2);
  longer.set(columns);
  return longer;
}

/** Two halves of about equal length, neither empty. */
export function halvesByLength(entries: readonly Entry[]): readonly [readonly Entry[], readonly Entry[]] {
  const half = entries.reduce((sum, { wire }) => sum + wire.length, 0) / 2;
  let taken = 0;
  // The cut falls before the entry whose middle passes the middle of all.
  const middle = entries.findIndex(({ wire }) => {
    taken += wire.length;
    return taken - wire.length / 2 >= half;
  });
  const at = Math.min(Math.max(middle, 1), entries.length - 1);
  return [entries.slice(0, at), entries.slice(at)];
}
