import { type Batch, checkedLine, entriesAt, type LineSpans, lineOf, linesOf, payloadAt, soundOf } from './batch.js';
import { type Entry, type Kind, pointsOf } from './entry.js';

const MAGIC = 'metta-dd-spool';
const VERSION = 1;
const FIRST_BYTES = 64 * 1024;
/** The header's line, padded to this length. */
export const HEADER_BYTES = 256;

/** What the first line of a segment says of the rest. */
export interface SegmentHeader {
  readonly kind: Kind;
  readonly entries: number;
  readonly points: number;
  /** Seconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
  readonly events: boolean;
}

export type HeaderReading =
  | { readonly state: 'sound'; readonly header: SegmentHeader }
  | { readonly state: 'newer'; readonly version: number }
  | { readonly state: 'damaged' };

/** A segment as far as it could be read. */
export interface SegmentReading {
  readonly batch: Batch;
  /** Lines that hold something else than was written, or are missing. */
  readonly damaged: number;
  /** Points on them, where the header still tells. */
  readonly lostPoints: number;
}

/** A batch together with all bytes of its segment. */
export interface PackedBatch extends Batch {
  readonly bytes: Buffer;
}

/**
 * Writes a segment: a header and one line an entry, each with a checksum of its own, so that whatever is damaged costs
 * its own line only. The bytes are used again: a batch is good until the next entry is added.
 */
export class SegmentWriter {
  readonly #kind: Kind;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = HEADER_BYTES;
  #entries = 0;
  #points = 0;
  #oldest = Number.MAX_SAFE_INTEGER;
  #newest = 0;
  #events = false;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  add(entry: Entry): void {
    const line = `${lineOf(entry)}\n`;
    // No character takes more than three bytes of UTF-8.
    this.#reserve(line.length * 3);
    this.#length += this.#bytes.write(line, this.#length);
    this.#entries += 1;
    this.#points += entry.points;
    this.#oldest = Math.min(this.#oldest, entry.oldest);
    this.#newest = Math.max(this.#newest, entry.newest);
    this.#events ||= entry.events !== undefined;
  }

  take(): PackedBatch {
    const header: SegmentHeader = {
      kind: this.#kind,
      entries: this.#entries,
      points: this.#points,
      oldest: this.#oldest,
      newest: this.#newest,
      events: this.#events,
    };
    const first = `${MAGIC}\t${VERSION}\t${checkedLine(JSON.stringify(header))}`;
    this.#bytes.write(`${first.padEnd(HEADER_BYTES - 1)}\n`, 0);
    const bytes = this.#bytes.subarray(0, this.#length);
    const batch = { ...batchOf(header, bytes, () => linesOf(bytes, HEADER_BYTES)), bytes };
    this.#forget();
    return batch;
  }

  #forget(): void {
    this.#length = HEADER_BYTES;
    this.#entries = 0;
    this.#points = 0;
    this.#oldest = Number.MAX_SAFE_INTEGER;
    this.#newest = 0;
    this.#events = false;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** A batch of entries at hand. */
export function packed(kind: Kind, entries: readonly Entry[]): PackedBatch {
  const writer = new SegmentWriter(kind);
  for (const entry of entries) writer.add(entry);
  return writer.take();
}

/** Reads the header from the first bytes of a segment. */
export function headerOf(start: Uint8Array): HeaderReading {
  const [line = ''] = Buffer.from(start.subarray(0, HEADER_BYTES)).toString('utf8').split('\n', 1);
  const [magic, version = '', ...rest] = line.trimEnd().split('\t');
  if (magic !== MAGIC || !/^\d+$/.test(version)) return { state: 'damaged' };
  if (Number(version) > VERSION) return { state: 'newer', version: Number(version) };
  const [checksum, text = ''] = rest;
  if (checkedLine(text) !== `${checksum}\t${text}`) return { state: 'damaged' };
  const header: unknown = JSON.parse(text);
  return isHeader(header) ? { state: 'sound', header } : { state: 'damaged' };
}

/** Reads all entries that are as they were written; `kind` is what the name says, should the header be damaged. */
export function readSegment(data: Uint8Array, kind: Kind): SegmentReading {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const start = headerOf(bytes);
  const lines = linesOf(bytes, start.state === 'sound' ? HEADER_BYTES : 0);
  const sound = soundOf(bytes, lines);
  const count = sound.length / 2;
  if (start.state === 'sound' && count === start.header.entries && sound.length === lines.length)
    return { batch: batchOf(start.header, bytes, () => sound), damaged: 0, lostPoints: 0 };
  const batch = packed(kind, entriesAt(bytes, sound));
  const unreadable = lines.length / 2 - count;
  if (start.state !== 'sound') return { batch, damaged: Math.max(1, unreadable), lostPoints: 0 };
  const { entries, points } = start.header;
  return {
    batch,
    damaged: Math.max(unreadable, entries - count),
    lostPoints: Math.max(0, points - pointsOf(batch.entries())),
  };
}

function batchOf(header: SegmentHeader, bytes: Buffer, lines: () => LineSpans): Batch {
  const { kind, entries, points, oldest, newest, events } = header;
  return {
    kind,
    count: entries,
    points,
    oldest,
    newest,
    hasEvents: events,
    entries: () => entriesAt(bytes, lines()),
    payload: () => payloadAt(bytes, lines()),
  };
}

function isHeader(value: unknown): value is SegmentHeader {
  return typeof value === 'object' && value !== null && 'kind' in value && 'entries' in value && 'points' in value;
}
