import type { Outcome, TargetOutcome } from './outcome.js';

/**
 * Keeps a collector within its series budget: the metrics with the most series are cut whole, over all targets, and
 * become failures. A part of a breakdown would be a false sum, so nothing finer than a metric is ever cut.
 */
export function withinBudget(targets: readonly TargetOutcome[], maxSeries: number): readonly TargetOutcome[] {
  const counts = new Map<string, number>();
  for (const one of targets.flatMap(({ outcomes }) => outcomes))
    if ('series' in one) counts.set(one.metric, (counts.get(one.metric) ?? 0) + one.series.length);
  let total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total <= maxSeries) return targets;
  const over = new Error(`${total} series exceed the budget of ${maxSeries}: raise maxSeries, or exclude metrics`);
  const cut = new Set<string>();
  for (const [metric, count] of [...counts].toSorted(([, a], [, b]) => b - a)) {
    if (total <= maxSeries) break;
    cut.add(metric);
    total -= count;
  }
  const kept = (one: Outcome): Outcome =>
    'series' in one && cut.has(one.metric) ? { metric: one.metric, error: over } : one;
  return targets.map((target) => ({ ...target, outcomes: target.outcomes.map(kept) }));
}
