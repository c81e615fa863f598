import { readFileSync } from 'node:fs';
import { reasonOf } from '@metta-dd/core';
import { isRecord } from './config/path.js';
import type { Found } from './discovery.js';

/** A metric as the generated catalog of its package declares it. */
export interface CatalogMetric {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly description: string;
  /** Permissions at the source. */
  readonly needs: readonly string[];
  readonly event: boolean;
  readonly present: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the catalog says of one collector. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly CatalogMetric[];
  /** JSON Schema of its settings. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, CatalogSecret>>;
  readonly environment: Readonly<Record<string, readonly string[]>>;
}

export interface CatalogSecret {
  readonly env: readonly string[];
  readonly awsSecret?: string;
  readonly optional: boolean;
}

/** The entry of a collector, or why it has none; its code is not loaded. */
export function catalogOf(found: Found): CatalogEntry | { readonly problem: string } {
  if (found.problem !== undefined) return { problem: found.problem };
  if (found.catalogFile === undefined) return { problem: `${found.plugin} ships no catalog` };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(found.catalogFile, 'utf8'));
  } catch (error) {
    return { problem: `cannot read the catalog of ${found.plugin}: ${reasonOf(error)}` };
  }
  const entries = isRecord(content) && Array.isArray(content.collectors) ? content.collectors : [];
  const entry = entries.find((candidate) => isRecord(candidate) && candidate.id === found.id);
  return isRecord(entry) ? entryOf(entry, found) : { problem: `the catalog of ${found.plugin} lacks "${found.id}"` };
}

function entryOf(entry: Readonly<Record<string, unknown>>, found: Found): CatalogEntry {
  const metrics = Array.isArray(entry.metrics) ? entry.metrics.filter(isRecord) : [];
  return {
    id: found.id,
    title: typeof entry.title === 'string' ? entry.title : found.title,
    metrics: metrics.map(metricOf),
    config: recordOf(entry.config),
    secrets: Object.fromEntries(Object.entries(recordOf(entry.secrets)).map(([name, spec]) => [name, secretOf(spec)])),
    environment: Object.fromEntries(
      Object.entries(recordOf(entry.environment)).map(([key, names]) => [key, textsOf(names)]),
    ),
  };
}

function metricOf(metric: Readonly<Record<string, unknown>>): CatalogMetric {
  return {
    name: String(metric.name),
    type: String(metric.type),
    ...(typeof metric.unit === 'string' && { unit: metric.unit }),
    description: String(metric.description),
    needs: textsOf(metric.needs),
    event: metric.event === true,
    present: metric.present === true,
    tags: Object.fromEntries(Object.entries(recordOf(metric.tags)).map(([key, value]) => [key, String(value)])),
  };
}

function secretOf(spec: unknown): CatalogSecret {
  const { env, awsSecret, optional } = recordOf(spec);
  return { env: textsOf(env), ...(typeof awsSecret === 'string' && { awsSecret }), optional: optional === true };
}

const recordOf = (value: unknown) => (isRecord(value) ? value : {});

const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
