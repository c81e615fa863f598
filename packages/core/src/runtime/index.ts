export type { Instance } from './instance.js';
export type { CollectorReport, Failure, MissingMetric, RunReport, Series, Warning } from './report.js';
