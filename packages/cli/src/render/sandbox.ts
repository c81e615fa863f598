import type { AcceptedSeries } from '../sandbox/collect-once.js';
import { table } from './table.js';

/** What arrived at the local Datadog, by the first part of the names. */
export function acceptedText(accepted: readonly AcceptedSeries[], url: string | undefined): string {
  const groups = new Map<string, { metrics: Set<string>; points: number }>();
  for (const { metric, points } of accepted) {
    const parts = metric.split('.');
    const prefix = parts.length > 2 ? `${parts.slice(0, 2).join('.')}.*` : metric;
    const group = groups.get(prefix) ?? { metrics: new Set<string>(), points: 0 };
    group.metrics.add(metric);
    group.points += points;
    groups.set(prefix, group);
  }
  const total = accepted.reduce((sum, { points }) => sum + points, 0);
  const rows = [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([prefix, { metrics, points }]) => {
      return [`  ${prefix}`, `${metrics.size} metrics`, `${points} points`];
    });
  return [`the local Datadog${url === undefined ? '' : ` at ${url}`} accepted ${total} points:`, table(rows)].join(
    '\n',
  );
}
