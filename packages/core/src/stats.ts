import { type NoData, noData, type Sample } from './reading.js';

/** Arithmetic mean; no data for an empty list. */
export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Quantile by linear interpolation (type 7); no data below `minimum` samples, and the reason says how many there were. */
export function quantile(values: readonly number[], q: number, { minimum = 1 } = {}): number | NoData {
  const least = Math.max(1, minimum);
  if (values.length < least) return noData(`${values.length} of ${least} samples`);
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** The share of `part` in `whole` in percent; no data for a share of nothing. */
export function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : (100 * part) / whole;
}

/** Counts by key; every known key is present, with an explicit zero if need be. */
export function tally<T>(
  items: readonly T[],
  tag: string,
  keyOf: (item: T) => string,
  known: readonly string[] = [],
): Sample[] {
  const counts = new Map<string, number>(known.map((key) => [key, 0]));
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].map(([key, value]) => ({ value, tags: { [tag]: key } }));
}
