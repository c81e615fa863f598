import { type CollectorReport, type CollectorRun, noDataOf, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import skypilot from '../src/index.js';
import { AT } from './scenes.js';

/** What a test collects with. */
export interface Collecting extends Partial<CollectorRun> {
  readonly url: string;
  readonly config?: object;
}

/** One run of the collector. */
export function collected({ url, config, ...run }: Collecting): Promise<CollectorReport> {
  return runCollector(skypilot, {
    startedAt: AT,
    ...run,
    config: { endpoint: url, ...config },
  });
}

/** Values by metric without its prefix, those with tags by metric and tags. */
export function valuesOf({ series }: Pick<CollectorReport, 'series'>): Readonly<Record<string, number>> {
  return valuesByMetric({ series: series.map((one) => ({ ...one, metric: withoutPrefix(one.metric) })) });
}

/** The reasons why metrics have no data, by metric without its prefix. */
export function reasonsOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return noDataOf({ noData: noData.map((one) => ({ ...one, metric: withoutPrefix(one.metric) })) });
}

const withoutPrefix = (metric: string) => metric.replace('skypilot.', '');

/** Only the named of some values. */
export function only<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
