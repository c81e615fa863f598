import { basename } from 'node:path';
import type { Entry, Kind } from '../entry.js';
import { headerOf, readSegment } from '../segment.js';
import { nodeFiles } from './node-files.js';
import { parseSegmentName } from './segment-name.js';
import type { SpoolFiles } from './spool-files.js';

/** One series as it waits. */
export interface WaitingSeries {
  readonly metric: string;
  readonly tags: readonly string[];
  /** Seconds since the epoch, and the value, or the values of a distribution. */
  readonly points: readonly (readonly [seconds: number, value: number | readonly number[]])[];
  /** How many events the points tell of. */
  readonly events: number;
}

/** What a segment holds. */
export interface SegmentContents {
  readonly kind: Kind;
  /** `newer` was written by a newer version, of which nothing is read. */
  readonly state: 'sound' | 'damaged' | 'newer';
  /** Sent without a noted answer. */
  readonly attempted: boolean;
  readonly series: readonly WaitingSeries[];
  /** That cannot be read back. */
  readonly lostPoints: number;
}

/** Reads the segment at a path, and leaves it to whoever answers for it; absent where the name is of no segment. */
export async function readSegmentFile(
  path: string,
  files: Pick<SpoolFiles, 'read'> = nodeFiles(),
): Promise<SegmentContents | undefined> {
  const name = parseSegmentName(basename(path));
  if (name === undefined) return undefined;
  const { kind, attempted } = name;
  const bytes = await files.read(path);
  if (headerOf(bytes).state === 'newer') return { kind, state: 'newer', attempted, series: [], lostPoints: 0 };
  const { batch, damaged, lostPoints } = readSegment(bytes, kind);
  const state = damaged > 0 ? 'damaged' : 'sound';
  return { kind, state, attempted, series: batch.entries().map(waitingSeries), lostPoints };
}

interface Wire {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly points: readonly ({ readonly timestamp: number; readonly value: number } | [number, readonly number[]])[];
}

function waitingSeries({ wire, events }: Entry): WaitingSeries {
  const { metric, tags, points }: Wire = JSON.parse(wire);
  return {
    metric,
    tags,
    points: points.map((point) => ('timestamp' in point ? [point.timestamp, point.value] : point)),
    events: events?.ids.length ?? 0,
  };
}
