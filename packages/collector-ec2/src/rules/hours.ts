export const HOUR = 3_600_000;

/** Whole hours that are looked at: `[from, to)`, milliseconds since the epoch, both on the hour. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** The average or sum of one hour. */
export interface HourlyPoint {
  /** Milliseconds since the epoch of the begin of the hour. */
  readonly at: number;
  readonly value: number;
}

/** The last full hours before an instant. */
export function hoursBefore(at: Date, count: number): Hours {
  const to = Math.floor(at.getTime() / HOUR) * HOUR;
  return { from: to - count * HOUR, to };
}

/** The part of the hours that something ran through from begin to end, since it started. */
export function hoursSince(start: number, { from, to }: Hours): Hours {
  return { from: Math.min(to, Math.max(from, Math.ceil(start / HOUR) * HOUR)), to };
}

export function countOf({ from, to }: Hours): number {
  return (to - from) / HOUR;
}

export function within(points: readonly HourlyPoint[], { from, to }: Hours): readonly HourlyPoint[] {
  return points.filter(({ at }) => at >= from && at < to);
}
