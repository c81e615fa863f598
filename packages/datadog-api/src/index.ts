export { createDatadogApi, type DatadogApi, type DatadogApiOptions } from './datadog-api.js';
export { DatadogApiError } from './failure.js';
export {
  type DeclaredMetric,
  type MetadataChange,
  type MetricMetadata,
  metadataChange,
} from './metric-metadata.js';
export type { MetricsApi, TagConfiguration } from './metrics.js';
export type { ApiCall } from './raw-call.js';
