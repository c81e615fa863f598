import { type CollectorReport, type CollectorRun, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import github from '../src/index.js';
import { AT, TOKEN } from './scenes.js';

/** What a test collects with. */
export interface Collecting extends Partial<CollectorRun> {
  readonly url: string;
  readonly config?: object;
}

/** One run of the collector over one repository, unless `config` names others. */
export function collected({ url, config, ...run }: Collecting): Promise<CollectorReport> {
  return runCollector(github, {
    secrets: { token: TOKEN },
    startedAt: AT,
    ...run,
    config: { repos: ['acme/metta'], baseUrl: url, ...config },
  });
}

/** Values by metric, those with tags of their own by metric and tags. */
export const valuesOf = (report: CollectorReport) => valuesByMetric(report, ['org', 'repo']);
