import type { CollectorManifest, SecretSpec } from '../manifest.js';
import { type MetricSpec, metricsOf } from '../metric.js';

const JSON_SCHEMA = 'draft-2020-12';

/** What is known of a collector without running it: the lists, the documentation and the editors read it from a file. */
export interface CollectorCatalog {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly MetricSpec[];
  /** JSON Schema of the collector's block in the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, SecretSpec>>;
  readonly environment: Readonly<Record<string, readonly string[]>>;
  readonly hosts: readonly string[];
}

/** The file that a collector package ships beside its code. */
export interface Catalog {
  readonly apiVersion: number;
  readonly collectors: readonly CollectorCatalog[];
}

/** The catalog of one manifest; nothing is run and no SDK is loaded. */
export function catalogOf(manifest: CollectorManifest): CollectorCatalog {
  const { id, title, config, secrets, environment = {}, hosts = [], collectors } = manifest;
  return {
    id,
    title,
    metrics: collectors.flatMap(metricsOf).map(({ spec }) => spec),
    config: config['~standard'].jsonSchema.input({ target: JSON_SCHEMA }),
    secrets,
    environment,
    hosts,
  };
}
