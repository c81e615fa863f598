import type { Configuration } from '#client/common';
import { attempt, DatadogApiError, isNotFound } from './failure.js';
import type { MetadataChange, MetricMetadata } from './metric-metadata.js';
import type { ApiCall } from './raw-call.js';

/** Which tags of a metric can be queried. */
export interface TagConfiguration {
  readonly metricType: string;
  /** Sorted. */
  readonly tags: readonly string[];
  /** The tags are those that cannot be queried. */
  readonly excludes: boolean;
  readonly includePercentiles: boolean;
}

/** What Datadog knows of metrics; every method throws an AuthenticationError or a DatadogApiError. */
export interface MetricsApi {
  /** The names with a point in the last so many seconds (3,600; at most 2,592,000), sorted. */
  active(options?: { readonly windowSeconds?: number }): Promise<readonly string[]>;
  /** The names of the last 24 hours that contain a text, sorted. */
  search(text: string): Promise<readonly string[]>;
  /** `undefined` for a metric that Datadog has no point of. */
  metadata(name: string): Promise<MetricMetadata | undefined>;
  /** Changes what is given and returns what is stored then; a metric without a point takes none. */
  updateMetadata(name: string, change: MetadataChange): Promise<MetricMetadata>;
  /** `undefined` where every tag can be queried. */
  tagConfiguration(name: string): Promise<TagConfiguration | undefined>;
}

// https://docs.datadoghq.com/api/latest/metrics/#get-a-list-of-metrics
const PAGE_SIZE = 10_000;
const WINDOW_SECONDS = 3_600;

/** The metrics API over a connection that is opened on use. */
export function metricsApi(
  connect: () => Promise<Configuration>,
  raw: (call: ApiCall) => Promise<unknown>,
): MetricsApi {
  const typed = async () => {
    const { MetricsApi } = await import('#client/v1/metrics');
    return new MetricsApi(await connect());
  };
  return {
    active: ({ windowSeconds = WINDOW_SECONDS } = {}) =>
      attempt({ what: 'list the metrics', scope: 'metrics_read' }, () => listNames(raw, windowSeconds)),
    search: (text) =>
      attempt({ what: `search for metrics with "${text}"`, scope: 'metrics_read' }, async () => {
        const { results } = await (await typed()).listMetrics({ q: `metrics:${text}` });
        if (results?.metrics === undefined) throw new DatadogApiError('the answer has no list');
        return results.metrics.toSorted();
      }),
    metadata: (metricName) =>
      orUndefined(
        attempt({ what: `read the metadata of ${metricName}`, scope: 'metrics_read' }, async () =>
          metadataOf(await (await typed()).getMetricMetadata({ metricName })),
        ),
      ),
    updateMetadata: (metricName, change) =>
      attempt({ what: `write the metadata of ${metricName}`, scope: 'metrics_metadata_write' }, async () =>
        metadataOf(await (await typed()).updateMetricMetadata({ metricName, body: { ...change } })),
      ),
    tagConfiguration: (name) =>
      orUndefined(
        attempt({ what: `read the tag configuration of ${name}`, scope: 'metrics_read' }, async () =>
          tagConfigurationOf(await raw({ method: 'GET', path: `/api/v2/metrics/${encodeURIComponent(name)}/tags` })),
        ),
      ),
  };
}

async function listNames(raw: (call: ApiCall) => Promise<unknown>, windowSeconds: number): Promise<readonly string[]> {
  const names = new Set<string>();
  const cursors = new Set<string>();
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    cursors.add(cursor);
    const page = await raw({
      method: 'GET',
      path: '/api/v2/metrics',
      query: {
        'window[seconds]': String(windowSeconds),
        'page[size]': String(PAGE_SIZE),
        ...(cursor !== '' && { 'page[cursor]': cursor }),
      },
    });
    for (const name of namesOn(page)) names.add(name);
    cursor = nextCursor(page);
    if (cursor !== undefined && cursors.has(cursor)) throw new DatadogApiError('a page leads back to an earlier one');
  }
  return [...names].toSorted();
}

function namesOn(page: unknown): string[] {
  const data = isRecord(page) ? page.data : undefined;
  if (!Array.isArray(data)) throw new DatadogApiError('the answer has no list');
  return data.map((item: unknown) => {
    if (isRecord(item) && typeof item.id === 'string') return item.id;
    throw new DatadogApiError('the answer lists a metric without a name');
  });
}

function nextCursor(page: unknown): string | undefined {
  const meta = isRecord(page) ? page.meta : undefined;
  const pagination = isRecord(meta) ? meta.pagination : undefined;
  const next = isRecord(pagination) ? pagination.next_cursor : undefined;
  return typeof next === 'string' && next !== '' ? next : undefined;
}

type Nullable<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null | undefined };

// The API writes null for what is unset, which the types of the client do not tell.
function metadataOf(stored: Nullable<MetricMetadata>): MetricMetadata {
  const { type, description, unit, perUnit, shortName, statsdInterval, integration } = stored;
  return {
    ...(type && { type }),
    ...(description && { description }),
    ...(unit && { unit }),
    ...(perUnit && { perUnit }),
    ...(shortName && { shortName }),
    ...(typeof statsdInterval === 'number' && { statsdInterval }),
    ...(integration && { integration }),
  };
}

function tagConfigurationOf(answer: unknown): TagConfiguration {
  const data = isRecord(answer) ? answer.data : undefined;
  const attributes = isRecord(data) ? data.attributes : undefined;
  if (!isRecord(attributes) || !Array.isArray(attributes.tags) || typeof attributes.metric_type !== 'string')
    throw new DatadogApiError('the answer is no tag configuration');
  return {
    metricType: attributes.metric_type,
    tags: attributes.tags.map(String).toSorted(),
    excludes: attributes.exclude_tags_mode === true,
    includePercentiles: attributes.include_percentiles === true,
  };
}

async function orUndefined<Found>(answer: Promise<Found>): Promise<Found | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
