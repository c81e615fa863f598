import { at, rowsAt } from '../wire/json-page.js';

/** One point as the intake reads it. */
export interface WirePoint {
  readonly metric: string;
  /** Metric, tags and second: what a later point of a level replaces. */
  readonly key: string;
  readonly value: number;
}

/** The points of a payload of series, or of distributions, whose values add up. */
export function pointsIn(path: string, payload: unknown): readonly WirePoint[] {
  const isDistribution = path.includes('distribution');
  const rows = typeof payload === 'object' && payload !== null && 'series' in payload ? rowsAt(payload, 'series') : [];
  return rows.flatMap((row) => {
    const metric = String(at(row, 'metric'));
    const tags = rowsAt(row, 'tags').map(String).toSorted().join(',');
    const point = (seconds: unknown, value: unknown): WirePoint => ({
      metric,
      key: `${metric}{${tags}}@${String(seconds)}`,
      value: Number(value),
    });
    return rowsAt(row, 'points').flatMap((one) =>
      isDistribution
        ? rowsAt(one, 1).map((value) => point(at(one, 0), value))
        : [point(at(one, 'timestamp'), at(one, 'value'))],
    );
  });
}
