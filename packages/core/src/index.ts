export { Collector, Datasets } from './collector.js';
export {
  AuthenticationError,
  ConfigError,
  causesOf,
  DatasetError,
  hintOf,
  isAuthentication,
  isConfiguration,
  PluginError,
  reasonOf,
  SourceError,
  type SourceErrorOptions,
} from './errors.js';
export {
  API_VERSION,
  type CollectorDefinition,
  type CollectorManifest,
  type ConfigSchema,
  defineCollector,
  isCollectorManifest,
  type SecretSpec,
} from './manifest.js';
export { type MetricMethod, type MetricSpec, metric, metricsOf } from './metric.js';
export { type Event, type Events, type NoData, noData, type Reading, type Sample, type Tags } from './reading.js';
export type { Cache, Log, Network, Quota, RunContext, ServerTls } from './run.js';
export { mean, quantile, share, tally } from './stats.js';
