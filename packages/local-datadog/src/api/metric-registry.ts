import type { AcceptedSeries, SeriesStore, SeriesType } from '../store.js';

/** What is stored of a metric beside its points, as the API spells it; null is how JSON says unset. */
export interface StoredMetadata {
  readonly type: string;
  readonly description: string | null;
  readonly unit: string | null;
  readonly per_unit: string | null;
  readonly short_name: string | null;
  readonly statsd_interval: number | null;
  readonly integration: string | null;
}

/** Which tags of a metric can be queried. */
export interface StoredTagConfiguration {
  readonly metric_type: string;
  readonly tags: readonly string[];
  readonly exclude_tags_mode?: boolean;
  readonly include_percentiles?: boolean;
  readonly created_at: string;
  readonly modified_at: string;
}

/** What the metrics API knows: metrics exist once a point of them was accepted. */
export class MetricRegistry {
  readonly tagConfigurations = new Map<string, StoredTagConfiguration>();
  readonly #store: SeriesStore;
  readonly #metadata = new Map<string, StoredMetadata>();

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  /** The names with a point since then, in POSIX seconds, sorted. */
  activeSince(seconds: number): string[] {
    const active = this.#store.list().filter(({ points }) => (points.at(-1)?.[0] ?? 0) >= seconds);
    return [...new Set(active.map(({ metric }) => metric))].sort();
  }

  /** The type of a metric that has points; absent for an unknown one. */
  typeOf(metric: string): SeriesType | undefined {
    return this.#store.list(metric).map(({ type }: AcceptedSeries) => type)[0];
  }

  metadataOf(metric: string): StoredMetadata | undefined {
    const type = this.typeOf(metric);
    if (type === undefined) return undefined;
    return this.#metadata.get(metric) ?? { ...UNSET, type };
  }

  setMetadata(metric: string, metadata: StoredMetadata): void {
    this.#metadata.set(metric, metadata);
  }

  clear(): void {
    this.#metadata.clear();
    this.tagConfigurations.clear();
  }
}

const UNSET = {
  description: null,
  unit: null,
  per_unit: null,
  short_name: null,
  statsd_interval: null,
  integration: null,
};
