import type { CatalogMetric } from '../catalog.js';
import { type NameFilter, nameTest } from '../config/glob.js';

/** A permission, and the metrics that go dark without it. */
export interface Need {
  readonly need: string;
  readonly metrics: readonly string[];
}

/** How one configured instance narrows the metrics of its collector. */
export interface Enabled {
  readonly filter: NameFilter;
  /** What happens once is collected, too. */
  readonly events: boolean;
}

/** What the enabled metrics of a collector need, over all of its instances, sorted. */
export function needsOf(metrics: readonly CatalogMetric[], instances: readonly Enabled[]): Need[] {
  const tests = instances.map(({ filter, events }) => {
    const matches = nameTest([filter]);
    return ({ name, event }: CatalogMetric) => (events || !event) && (matches?.(name) ?? true);
  });
  const enabled = metrics.filter((metric) => tests.some((test) => test(metric)));
  const needs = [...new Set(enabled.flatMap((metric) => metric.needs))].toSorted();
  return needs.map((need) => {
    return { need, metrics: enabled.filter((metric) => metric.needs.includes(need)).map(({ name }) => name) };
  });
}
