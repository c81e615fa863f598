import type { CatalogMetric } from '../catalog.js';
import { table } from './table.js';

/** One line for each metric. */
export function catalogText(metrics: readonly CatalogMetric[]): string {
  if (metrics.length === 0) return 'no metric matches';
  return table(metrics.map(({ name, type, unit, description }) => [name, type, unit ?? '', description]));
}

/** Everything that is known of one metric. */
export function metricText(metric: CatalogMetric & { readonly collector: string; readonly plugin: string }): string {
  const tags = Object.entries(metric.tags).map(([key, value]) => `${key}:${value}`);
  return [
    metric.name,
    `  ${metric.description}`,
    '',
    table([
      ['type', metric.event ? `${metric.type} (event)` : metric.type],
      ['unit', metric.unit ?? '-'],
      ['collector', `${metric.collector} (${metric.plugin})`],
      ['needs', metric.needs.join(', ') || '-'],
      ['tags', tags.join(', ') || '-'],
      ['time', metric.present ? 'present state: no data for another time than now' : 'any time'],
    ]),
  ].join('\n');
}
