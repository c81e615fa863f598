import type { Series } from '../runtime/report.js';
import type { Entry } from './entry.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const SERIES_PATH = '/api/v2/series';
export const TYPE_CODES = { count: 1, gauge: 3 } as const;

/** A gauge or a count as an element of the series payload. */
export function seriesEntry(series: Series, type: keyof typeof TYPE_CODES): Entry {
  const { metric, tags, interval, events } = series;
  const points: { readonly timestamp: number; readonly value: number }[] = [];
  let oldest = Number.MAX_SAFE_INTEGER;
  let newest = 0;
  for (const [timestamp, value] of series.points) {
    points.push({ timestamp, value });
    oldest = Math.min(oldest, timestamp);
    newest = Math.max(newest, timestamp);
  }
  const wire = JSON.stringify({ metric, type: TYPE_CODES[type], points, tags, unit: unitOf(series), interval });
  const entry = { wire, points: points.length, oldest, newest };
  return events === undefined ? entry : { ...entry, events };
}

/** A rate's unit has two halves, and the intake takes one; the metadata call carries both. */
export function unitOf({ unit }: Series): string | undefined {
  return unit?.includes('/') === true ? undefined : unit;
}
