import { metricsOf } from '@metta-dd/core';
import asana from '../src/index.js';

export type { CollectorReport } from '@metta-dd/core/runtime';

/** The names of all metrics of the collector. */
export function metricNames(): ReadonlySet<string> {
  return new Set(asana.collectors.flatMap(metricsOf).map(({ spec }) => spec.name));
}
