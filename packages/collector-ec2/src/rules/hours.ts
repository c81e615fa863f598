export const HOUR = 3_600_000;

/** Whole hours that are looked at: `[from, to)`, milliseconds since the epoch, both on the hour. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/**
 * The average or sum of each hour looked at, in order, NaN where there is none: objects with times of their own would
 * be most of what a large region takes of the memory.
 */
export type HourlyValues = readonly number[];

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

/** The values of a part of the hours, as far as there are any. */
export function valuesIn(part: Hours, values: HourlyValues, { from }: Hours): readonly number[] {
  const first = (part.from - from) / HOUR;
  return values.slice(first, first + countOf(part)).filter((value) => !Number.isNaN(value));
}
