import { crc32 } from 'node:zlib';
import type { EventKeys } from '../runtime/report.js';
import type { EntryFacts } from './batch.js';

/** A line without its end: checksum, length of the JSON, JSON, points, oldest, newest, events if it has some. */
const CHECKSUM_LENGTH = 8;
const LENGTH_DIGITS = 7;
const WIRE_START = CHECKSUM_LENGTH + 1 + LENGTH_DIGITS + 1;
// Three numbers of 16 digits at most, and the tabs around them.
const NUMBERS_LENGTH = 3 * 16 + 4;
const LINE_END = 0x0a;
const TAB = 0x09;
const ZERO = 0x30;
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** Where lines lie in the bytes of a segment: start and end by turns, since ten thousand objects would add up. */
export type LineSpans = Int32Array;

/** What a sound line holds; its JSON stands from `wireFrom` to `wireUntil`. */
export interface Line extends EntryFacts {
  readonly wireFrom: number;
  readonly wireUntil: number;
}

/** Bytes that a line takes at most beside its JSON, its end included. */
export function mostBytesAround(events: EventKeys | undefined): number {
  return WIRE_START + NUMBERS_LENGTH + 1 + (events === undefined ? 0 : Buffer.byteLength(JSON.stringify(events)));
}

/**
 * Moves JSON from further on in the bytes into a line at `at`, and hands out where the line ends. JSON holds no bare
 * tab or line end, which makes both safe separators; its length comes before it, so that nobody looks for its end.
 */
export function writeLine(bytes: Buffer, at: number, wireFrom: number, wireUntil: number, facts: EntryFacts): number {
  const length = wireUntil - wireFrom;
  const wireAt = at + WIRE_START;
  bytes.copyWithin(wireAt, wireFrom, wireUntil);
  bytes[at + CHECKSUM_LENGTH] = TAB;
  writeDigits(bytes, at + CHECKSUM_LENGTH + 1, LENGTH_DIGITS, length);
  bytes[wireAt - 1] = TAB;
  let end = writeNumber(bytes, wireAt + length, facts.points);
  end = writeNumber(bytes, end, facts.oldest);
  end = writeNumber(bytes, end, facts.newest);
  bytes[end] = TAB;
  end += 1;
  if (facts.events !== undefined) end += bytes.write(JSON.stringify(facts.events), end);
  const checksum = crc32(bytes.subarray(at + CHECKSUM_LENGTH + 1, end));
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit += 1) bytes[at + digit] = hexDigit(checksum, digit);
  bytes[end] = LINE_END;
  return end + 1;
}

/** The text with its checksum in front. */
export function checkedText(text: string): string {
  return `${crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0')}\t${text}`;
}

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

/** The content of a sound line. */
export function lineAt(bytes: Buffer, from: number, until: number): Line {
  const wireFrom = from + WIRE_START;
  const wireUntil = wireFrom + numberAt(bytes, from + CHECKSUM_LENGTH + 1);
  const pointsUntil = bytes.indexOf(TAB, wireUntil + 1);
  const oldestUntil = bytes.indexOf(TAB, pointsUntil + 1);
  const newestUntil = bytes.indexOf(TAB, oldestUntil + 1);
  const facts = {
    wireFrom,
    wireUntil,
    points: numberAt(bytes, wireUntil + 1),
    oldest: numberAt(bytes, pointsUntil + 1),
    newest: numberAt(bytes, oldestUntil + 1),
  };
  if (newestUntil + 1 === until) return facts;
  const events: EventKeys = JSON.parse(bytes.toString('utf8', newestUntil + 1, until));
  return { ...facts, events };
}

function isSound(bytes: Buffer, from: number, until: number): boolean {
  if (until - from <= CHECKSUM_LENGTH) return false;
  const checksum = crc32(bytes.subarray(from + CHECKSUM_LENGTH + 1, until));
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit += 1)
    if (bytes[from + digit] !== hexDigit(checksum, digit)) return false;
  return true;
}

/** The character of a digit, the most significant at 0: texts of eight characters a line would be most of the time. */
function hexDigit(checksum: number, digit: number): number {
  return HEX_DIGITS[(checksum >>> (28 - digit * 4)) & 15] ?? ZERO;
}

function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < bytes.length && bytes[at] !== TAB; at += 1) value = value * 10 + (bytes[at] ?? ZERO) - ZERO;
  return value;
}

/** A tab and the number; hands out where it ends. */
function writeNumber(bytes: Buffer, from: number, value: number): number {
  bytes[from] = TAB;
  let digits = 1;
  for (let rest = value; rest >= 10; rest = Math.trunc(rest / 10)) digits += 1;
  writeDigits(bytes, from + 1, digits, value);
  return from + 1 + digits;
}

function writeDigits(bytes: Buffer, from: number, digits: number, value: number): void {
  for (let at = from + digits - 1, rest = value; at >= from; at -= 1, rest = Math.trunc(rest / 10))
    bytes[at] = ZERO + (rest % 10);
}
