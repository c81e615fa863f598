import type { EventKeys } from '../runtime/report.js';
import type { Entry, Kind } from './entry.js';

/** What is known of an entry beside its JSON. */
export type EntryFacts = Omit<Entry, 'wire'>;

/** Where the JSON of an entry ends in the payload, its points, oldest and newest, one entry after the other. */
export type EntryColumns = Float64Array<ArrayBuffer>;
export const COLUMNS = 4;

interface BatchParts {
  readonly kind: Kind;
  /** The body of a request, before compression; the batch's own from here on. */
  readonly payload: Buffer;
  readonly columns: EntryColumns;
  /** By the number of the entry. */
  readonly events: ReadonlyMap<number, EventKeys>;
}

export const OPENING = Buffer.from('{"series":[');
export const CLOSING = Buffer.from(']}');
export const COMMA = 0x2c;

/**
 * Entries that travel together, as the body of their request and what is known of each: ten thousand objects a batch
 * would add up, so that an entry becomes one only where the intake refuses it.
 */
export class Batch {
  readonly kind: Kind;
  readonly payload: Buffer;
  readonly count: number;
  readonly points: number;
  /** Seconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
  readonly #columns: EntryColumns;
  readonly #events: ReadonlyMap<number, EventKeys>;

  constructor({ kind, payload, columns, events }: BatchParts) {
    this.kind = kind;
    this.payload = payload;
    this.#columns = columns;
    this.#events = events;
    this.count = columns.length / COLUMNS;
    let points = 0;
    let oldest = Number.MAX_SAFE_INTEGER;
    let newest = 0;
    for (let at = 0; at < columns.length; at += COLUMNS) {
      points += columns[at + 1] ?? 0;
      oldest = Math.min(oldest, columns[at + 2] ?? oldest);
      newest = Math.max(newest, columns[at + 3] ?? newest);
    }
    this.points = points;
    this.oldest = oldest;
    this.newest = newest;
  }

  get hasEvents(): boolean {
    return this.#events.size > 0;
  }

  /** Made anew at each call. */
  entries(): readonly Entry[] {
    return Array.from({ length: this.count }, (_, index) => {
      return { wire: this.payload.toString('utf8', this.startOf(index), this.endOf(index)), ...this.factsOf(index) };
    });
  }

  /** Where the JSON of an entry begins in the payload. */
  startOf(index: number): number {
    return index === 0 ? OPENING.length : this.endOf(index - 1) + 1;
  }

  endOf(index: number): number {
    return this.#columns[index * COLUMNS] ?? 0;
  }

  factsOf(index: number): EntryFacts {
    const at = index * COLUMNS;
    const columns = this.#columns;
    const [points = 0, oldest = 0, newest = 0] = [columns[at + 1], columns[at + 2], columns[at + 3]];
    const events = this.#events.get(index);
    return events === undefined ? { points, oldest, newest } : { points, oldest, newest, events };
  }
}
