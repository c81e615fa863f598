import { crc32 } from 'node:zlib';
import type { EventKeys } from '../runtime/report.js';
import type { Entry, Kind } from './entry.js';

/** Entries that travel together, as the bytes of a segment: for the usual way nothing of them becomes an object. */
export interface Batch {
  readonly kind: Kind;
  readonly count: number;
  readonly points: number;
  /** Seconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
  readonly hasEvents: boolean;
  /** Read anew at each call. */
  readonly entries: () => readonly Entry[];
  /** The body of a request, before compression. */
  readonly payload: () => Uint8Array;
}

/** A line of a segment without its end: checksum, length of the JSON, JSON, what is known of it. */
const CHECKSUM_LENGTH = 8;
const JSON_START = CHECKSUM_LENGTH + 1 + 7 + 1;
const LINE_END = 0x0a;

const OPENING = Buffer.from('{"series":[');
const CLOSING = Buffer.from(']}');
const COMMA = 0x2c;

/**
 * The text of an entry's line. JSON holds no bare tab or line end, which makes both safe separators; the length of the
 * JSON comes before it, so that a payload is put together without looking for its end.
 */
export function lineOf({ wire, bytes, points, oldest, newest, events }: Entry): string {
  const keys = events === undefined ? '' : JSON.stringify(events);
  return checkedLine(`${`${bytes}`.padStart(7, '0')}\t${wire}\t${points}\t${oldest}\t${newest}\t${keys}`);
}

/** The text with its checksum in front. */
export function checkedLine(text: string): string {
  return `${hex(crc32(text))}\t${text}`;
}

/** Where lines lie in the bytes of a segment: start and end by turns, since ten thousand objects a batch would add up. */
export type LineSpans = Int32Array;

/** The lines from an offset on that are not empty; the last one may lack its end. */
export function linesOf(bytes: Buffer, start: number): LineSpans {
  let spans = new Int32Array(256);
  let length = 0;
  for (let from = start; from < bytes.length; ) {
    const found = bytes.indexOf(LINE_END, from);
    const until = found === -1 ? bytes.length : found;
    if (length === spans.length) {
      const longer = new Int32Array(length * 2);
      longer.set(spans);
      spans = longer;
    }
    if (until > from) {
      spans[length] = from;
      spans[length + 1] = until;
      length += 2;
    }
    from = until + 1;
  }
  return spans.subarray(0, length);
}

/** Those of the lines that hold what was written. */
export function soundOf(bytes: Buffer, spans: LineSpans): LineSpans {
  const sound = new Int32Array(spans.length);
  let length = 0;
  for (let index = 0; index < spans.length; index += 2) {
    const [from = 0, until = 0] = [spans[index], spans[index + 1]];
    if (!isSound(bytes, from, until)) continue;
    sound[length] = from;
    sound[length + 1] = until;
    length += 2;
  }
  return sound.subarray(0, length);
}

function isSound(bytes: Buffer, from: number, until: number): boolean {
  if (until - from <= CHECKSUM_LENGTH) return false;
  const checksum = bytes.toString('latin1', from, from + CHECKSUM_LENGTH);
  return checksum === hex(crc32(bytes.subarray(from + CHECKSUM_LENGTH + 1, until)));
}

/** The entries of sound lines. */
export function entriesAt(bytes: Buffer, spans: LineSpans): readonly Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < spans.length; index += 2)
    entries.push(entryAt(bytes, spans[index] ?? 0, spans[index + 1] ?? 0));
  return entries;
}

function entryAt(bytes: Buffer, from: number, until: number): Entry {
  const length = jsonLength(bytes, from);
  const end = from + JSON_START + length;
  const [, points, oldest, newest, keys = ''] = bytes.toString('utf8', end, until).split('\t');
  const events: EventKeys | undefined = keys === '' ? undefined : JSON.parse(keys);
  return {
    wire: bytes.toString('utf8', from + JSON_START, end),
    bytes: length,
    points: Number(points),
    oldest: Number(oldest),
    newest: Number(newest),
    ...(events !== undefined && { events }),
  };
}

/** The payload of sound lines. */
export function payloadAt(bytes: Buffer, spans: LineSpans): Buffer {
  // A line is always longer than what of it goes into the payload, with its comma.
  const payload = Buffer.allocUnsafe(OPENING.length + bytes.length + CLOSING.length);
  let at = OPENING.copy(payload);
  for (let index = 0; index < spans.length; index += 2) {
    const from = (spans[index] ?? 0) + JSON_START;
    if (index > 0) at = payload.writeUInt8(COMMA, at);
    at += bytes.copy(payload, at, from, from + jsonLength(bytes, from - JSON_START));
  }
  at += CLOSING.copy(payload, at);
  return payload.subarray(0, at);
}

function jsonLength(bytes: Buffer, from: number): number {
  return Number(bytes.toString('latin1', from + CHECKSUM_LENGTH + 1, from + JSON_START - 1));
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(CHECKSUM_LENGTH, '0');
}
