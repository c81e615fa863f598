import type { Series } from '../runtime/report.js';
import type { Entry } from './entry.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-distribution-points
export const DISTRIBUTION_PATH = '/api/v1/distribution_points';

/** A distribution as an element of its payload: the values of one second stand together. */
export function distributionEntry({ metric, tags, points, events }: Series): Entry {
  const bySecond = Map.groupBy(points, ([seconds]) => seconds);
  const wire = JSON.stringify({
    metric,
    type: 'distribution',
    points: [...bySecond].map(([seconds, group]) => [seconds, group.map(([, value]) => value)]),
    tags,
  });
  return {
    wire,
    points: points.length,
    oldest: Math.min(...bySecond.keys()),
    newest: Math.max(...bySecond.keys()),
    ...(events !== undefined && { events }),
  };
}
