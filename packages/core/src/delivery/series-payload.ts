import type { Series } from '../runtime/report.js';
import type { Entry } from './entry.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const SERIES_PATH = '/api/v2/series';
const TYPE_CODES = { count: 1, gauge: 3 } as const;

/** A gauge or a count as an element of the series payload. */
export function seriesEntry(series: Series, type: keyof typeof TYPE_CODES): Entry {
  const { metric, tags, unit, interval, events } = series;
  const wire = JSON.stringify({
    metric,
    type: TYPE_CODES[type],
    points: series.points.map(([timestamp, value]) => ({ timestamp, value })),
    tags,
    // A rate's unit has two halves, and the intake takes one; the metadata call carries both.
    unit: unit?.includes('/') === true ? undefined : unit,
    interval,
  });
  const times = series.points.map(([seconds]) => seconds);
  return {
    wire,
    bytes: Buffer.byteLength(wire),
    points: series.points.length,
    oldest: Math.min(...times),
    newest: Math.max(...times),
    ...(events !== undefined && { events }),
  };
}
