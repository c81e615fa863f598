/** What Datadog keeps of a metric name; what is unset is absent. */
export interface MetricMetadata {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly perUnit?: string;
  readonly shortName?: string;
  /** Seconds. */
  readonly statsdInterval?: number;
  /** The integration that the metric belongs to; read-only. */
  readonly integration?: string;
}

/** A metric as a catalog declares it; the unit of a rate is written `step/second`. */
export interface DeclaredMetric {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly description: string;
}

/** What has to be written so that the metadata says what the catalog does. */
export type MetadataChange = Pick<MetricMetadata, 'type' | 'description' | 'unit' | 'perUnit'>;

/**
 * What differs; `undefined` where nothing does. What the catalog says nothing of is left as it is. A distribution has
 * no metadata that could be written: https://docs.datadoghq.com/api/latest/metrics/#edit-metric-metadata
 */
export function metadataChange(declared: DeclaredMetric, stored: MetricMetadata): MetadataChange | undefined {
  if (declared.type === 'distribution' || stored.type === 'distribution') return undefined;
  const [unit, perUnit] = declared.unit?.split('/') ?? [];
  const wanted: MetadataChange = {
    type: declared.type,
    description: declared.description,
    ...(unit !== undefined && { unit }),
    ...(perUnit !== undefined && { perUnit }),
  };
  const differing = FIELDS.filter((field) => wanted[field] !== undefined && wanted[field] !== stored[field]);
  if (differing.length === 0) return undefined;
  // The type goes along with every change, as the API's own examples have it.
  return { type: declared.type, ...Object.fromEntries(differing.map((field) => [field, wanted[field]])) };
}

const FIELDS = ['type', 'description', 'unit', 'perUnit'] as const;
