import { crc32 } from 'node:zlib';
import type { EventKeys } from '../../runtime/report.js';
import { type Batch, type Entry, type Kind, pointsOf } from '../entry.js';

const MAGIC = 'metta-dd-spool';
const VERSION = 1;
/** A header is never longer. */
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
  readonly entries: readonly Entry[];
  /** Lines that hold something else than was written, or are missing. */
  readonly damaged: number;
  /** Points on them, where the header still tells. */
  readonly lostPoints: number;
}

/**
 * The text of a segment: a header and one line an entry, each line with a checksum of its own, so that whatever is
 * damaged costs its own line only. JSON holds no bare tab or line end, which makes both safe separators.
 */
export function segmentText({ kind, entries }: Batch): string {
  const header: SegmentHeader = {
    kind,
    entries: entries.length,
    points: pointsOf(entries),
    oldest: entries.reduce((least, { oldest }) => Math.min(least, oldest), Number.MAX_SAFE_INTEGER),
    newest: entries.reduce((most, { newest }) => Math.max(most, newest), 0),
  };
  const first = checked(JSON.stringify(header));
  return `${MAGIC}\t${VERSION}\t${first}\n${entries.map((entry) => `${checked(lineOf(entry))}\n`).join('')}`;
}

/** Reads the header from the first bytes of a segment. */
export function headerOf(start: Uint8Array): HeaderReading {
  const [line = ''] = Buffer.from(start).toString('utf8').split('\n', 1);
  const [magic, version = '', ...rest] = line.split('\t');
  if (magic !== MAGIC || !/^\d+$/.test(version)) return { state: 'damaged' };
  if (Number(version) > VERSION) return { state: 'newer', version: Number(version) };
  const header = parsed(verified(rest.join('\t')));
  return isHeader(header) ? { state: 'sound', header } : { state: 'damaged' };
}

/** Reads all entries that are as they were written. */
export function readSegment(bytes: Uint8Array): SegmentReading {
  const [first = '', ...lines] = Buffer.from(bytes).toString('utf8').split('\n');
  const start = headerOf(Buffer.from(first));
  const entries: Entry[] = [];
  for (const line of lines) {
    const entry = line === '' ? undefined : entryOf(verified(line));
    if (entry !== undefined) entries.push(entry);
  }
  const unreadable = lines.filter((line) => line !== '').length - entries.length;
  if (start.state !== 'sound') return { entries, damaged: Math.max(1, unreadable), lostPoints: 0 };
  const { header } = start;
  return {
    entries,
    damaged: Math.max(unreadable, header.entries - entries.length),
    lostPoints: Math.max(0, header.points - pointsOf(entries)),
  };
}

function lineOf({ wire, points, oldest, newest, events }: Entry): string {
  return `${points}\t${oldest}\t${newest}\t${events === undefined ? '' : JSON.stringify(events)}\t${wire}`;
}

function entryOf(line: string | undefined): Entry | undefined {
  const [points, oldest, newest, keys, wire] = line?.split('\t') ?? [];
  if (wire === undefined) return undefined;
  const events = keys === '' ? undefined : parsed(keys);
  return {
    wire,
    bytes: Buffer.byteLength(wire),
    points: Number(points),
    oldest: Number(oldest),
    newest: Number(newest),
    ...(isEventKeys(events) && { events }),
  };
}

function checked(text: string): string {
  return `${crc32(text).toString(16).padStart(8, '0')}\t${text}`;
}

function verified(line: string): string | undefined {
  const text = line.slice(9);
  return checked(text) === line ? text : undefined;
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function isHeader(value: unknown): value is SegmentHeader {
  return typeof value === 'object' && value !== null && 'kind' in value && 'entries' in value && 'points' in value;
}

function isEventKeys(value: unknown): value is EventKeys {
  return typeof value === 'object' && value !== null && 'scope' in value && 'ids' in value;
}
