import type { EventKeys } from '../runtime/report.js';

/** Which endpoint takes it: distributions have their own. */
export type Kind = 'series' | 'distribution';

/** One series as it goes over the wire, frozen: encoded once, sent as often as it takes. */
export interface Entry {
  /** JSON of one element of `series`. */
  readonly wire: string;
  readonly points: number;
  /** Time of the oldest and of the newest point, seconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
  readonly events?: EventKeys;
}

export function pointsOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { points }) => sum + points, 0);
}

/** The metric of an entry, read back from its wire form. */
export function metricOf({ wire }: Entry): string {
  return parse(wire).metric;
}

type WirePoint = { readonly timestamp: number } | readonly [seconds: number, values: readonly number[]];

interface WireSeries {
  readonly metric: string;
  readonly points: readonly WirePoint[];
}

/** One entry a point: what the search for a bad point ends with. Events stay with the first. */
export function entryPerPoint(entry: Entry): readonly Entry[] {
  const series = parse(entry.wire);
  return series.points.map((point, index) => {
    const { events, ...rest } = rebuilt(entry, series, [point]);
    return index === 0 && events !== undefined ? { ...rest, events } : rest;
  });
}

/** The entry without its points before `seconds`; absent where nothing is left. */
export function entrySince(entry: Entry, seconds: number): Entry | undefined {
  if (entry.oldest >= seconds) return entry;
  if (entry.newest < seconds) return undefined;
  const series = parse(entry.wire);
  return rebuilt(
    entry,
    series,
    series.points.filter((point) => secondsOf(point) >= seconds),
  );
}

function rebuilt(entry: Entry, series: WireSeries, points: readonly WirePoint[]): Entry {
  const wire = JSON.stringify({ ...series, points });
  const times = points.map(secondsOf);
  return {
    ...entry,
    wire,
    points: points.reduce((sum, point) => sum + ('timestamp' in point ? 1 : point[1].length), 0),
    oldest: Math.min(...times),
    newest: Math.max(...times),
  };
}

function secondsOf(point: WirePoint): number {
  return 'timestamp' in point ? point.timestamp : point[0];
}

function parse(wire: string): WireSeries {
  return JSON.parse(wire);
}
