import { firstOf, type Handler } from '../stand-in/exchange.js';
import type { KnownKeys } from './app-keys.js';
import { metadataApi } from './metric-metadata.js';
import { metricNamesApi } from './metric-names.js';
import type { MetricRegistry } from './metric-registry.js';
import { tagConfigurationApi } from './tag-configuration.js';

/** All of the metrics API but the intake. */
export function metricsApi(registry: MetricRegistry, keys: KnownKeys): Handler {
  return firstOf([metadataApi(registry, keys), metricNamesApi(registry, keys), tagConfigurationApi(registry, keys)]);
}
