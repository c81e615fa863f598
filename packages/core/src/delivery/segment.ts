import type { EventKeys } from '../runtime/report.js';
import { Batch, CLOSING, COLUMNS, COMMA, OPENING } from './batch.js';
import { batchOf } from './batches.js';
import { type Entry, type Kind, pointsOf } from './entry.js';
import { checkedText, type LineSpans, lineAt, linesOf, mostBytesAround, soundOf, writeLine } from './segment-line.js';

const MAGIC = 'metta-dd-spool';
const VERSION = 1;
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

/**
 * The bytes of a segment: a header and one line an entry, each with a checksum of its own, so that whatever is damaged
 * costs its own line only.
 */
export function segmentOf(batch: Batch): Buffer {
  const { kind, count, points, oldest, newest, payload } = batch;
  const facts = Array.from({ length: count }, (_, index) => batch.factsOf(index));
  const around = facts.reduce((sum, { events }) => sum + mostBytesAround(events), 0);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + around + payload.length);
  const header: SegmentHeader = { kind, entries: count, points, oldest, newest };
  const first = `${MAGIC}\t${VERSION}\t${checkedText(JSON.stringify(header))}`;
  let at = bytes.write(`${first.padEnd(HEADER_BYTES - 1)}\n`);
  // From the far end, so that lines never grow into what is still to be moved into them.
  const shift = bytes.length - payload.length;
  payload.copy(bytes, shift);
  for (const [index, known] of facts.entries())
    at = writeLine(bytes, at, shift + batch.startOf(index), shift + batch.endOf(index), known);
  return bytes.subarray(0, at);
}

/** Reads the header from the first bytes of a segment. */
export function headerOf(start: Uint8Array): HeaderReading {
  const [line = ''] = Buffer.from(start.subarray(0, HEADER_BYTES)).toString('utf8').split('\n', 1);
  const [magic, version = '', ...rest] = line.trimEnd().split('\t');
  if (magic !== MAGIC || !/^\d+$/.test(version)) return { state: 'damaged' };
  if (Number(version) > VERSION) return { state: 'newer', version: Number(version) };
  const [checksum, text = ''] = rest;
  if (checkedText(text) !== `${checksum}\t${text}`) return { state: 'damaged' };
  const header: unknown = JSON.parse(text);
  return isHeader(header) ? { state: 'sound', header } : { state: 'damaged' };
}

/**
 * Reads all entries that are as they were written; `kind` is what the name says, should the header be damaged. Takes the
 * bytes over: a whole segment becomes the payload in its place.
 */
export function readSegment(data: Uint8Array, kind: Kind): SegmentReading {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const start = headerOf(bytes);
  const lines = linesOf(bytes, start.state === 'sound' ? HEADER_BYTES : 0);
  const sound = soundOf(bytes, lines);
  const count = sound.length / 2;
  if (start.state === 'sound' && count === start.header.entries && sound.length === lines.length)
    return { batch: closedUp(start.header.kind, bytes, sound), damaged: 0, lostPoints: 0 };
  const entries = entriesAt(bytes, sound);
  const unreadable = lines.length / 2 - count;
  if (start.state !== 'sound')
    return { batch: batchOf(kind, entries), damaged: Math.max(1, unreadable), lostPoints: 0 };
  const { entries: written, points } = start.header;
  return {
    batch: batchOf(kind, entries),
    damaged: Math.max(unreadable, written - count),
    lostPoints: Math.max(0, points - pointsOf(entries)),
  };
}

/** Moves the JSON of all lines together; the header leaves room for what comes before them. */
function closedUp(kind: Kind, bytes: Buffer, spans: LineSpans): Batch {
  const columns = new Float64Array((spans.length / 2) * COLUMNS);
  const events = new Map<number, EventKeys>();
  let at = OPENING.copy(bytes);
  for (let index = 0; index < spans.length / 2; index += 1) {
    const line = lineAt(bytes, spans[index * 2] ?? 0, spans[index * 2 + 1] ?? 0);
    if (index > 0) at = bytes.writeUInt8(COMMA, at);
    bytes.copyWithin(at, line.wireFrom, line.wireUntil);
    at += line.wireUntil - line.wireFrom;
    columns.set([at, line.points, line.oldest, line.newest], index * COLUMNS);
    if (line.events !== undefined) events.set(index, line.events);
  }
  at += CLOSING.copy(bytes, at);
  return new Batch({ kind, payload: bytes.subarray(0, at), columns, events });
}

function entriesAt(bytes: Buffer, spans: LineSpans): readonly Entry[] {
  return Array.from({ length: spans.length / 2 }, (_, index) => {
    const line = lineAt(bytes, spans[index * 2] ?? 0, spans[index * 2 + 1] ?? 0);
    const { wireFrom, wireUntil, ...facts } = line;
    return { wire: bytes.toString('utf8', wireFrom, wireUntil), ...facts };
  });
}

function isHeader(value: unknown): value is SegmentHeader {
  return typeof value === 'object' && value !== null && 'kind' in value && 'entries' in value && 'points' in value;
}
