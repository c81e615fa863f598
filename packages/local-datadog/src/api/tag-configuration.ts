import type { Answer, Handler, Request } from '../stand-in/exchange.js';
import { isRecord } from '../stand-in/json.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import { type KnownKeys, requireBothKeys } from './app-keys.js';
import type { MetricRegistry, StoredTagConfiguration } from './metric-registry.js';

const PATH = /^\/api\/v2\/metrics\/([^/]+)\/tags$/;

type Action = (registry: MetricRegistry, metric: string, request: Request, now: string) => Answer;

const ACTIONS: Readonly<Record<string, Action>> = { GET: read, POST: create, PATCH: change, DELETE: remove };

/** `/api/v2/metrics/{name}/tags`: which tags of a metric can be queried. */
export function tagConfigurationApi(registry: MetricRegistry, keys: KnownKeys): Handler {
  return (request, { now }) => {
    const [, encoded] = PATH.exec(request.url.pathname) ?? [];
    const action = ACTIONS[request.method];
    if (encoded === undefined || action === undefined) return undefined;
    requireBothKeys(request, keys);
    return action(registry, decodeURIComponent(encoded), request, now.toISOString());
  };
}

function read(registry: MetricRegistry, metric: string): Answer {
  return answer(200, metric, stored(registry, metric));
}

function create(registry: MetricRegistry, metric: string, request: Request, now: string): Answer {
  const { tags, metric_type, include_percentiles, exclude_tags_mode } = attributesOf(request, metric);
  if (registry.tagConfigurations.has(metric))
    throw new RefusedRequest(409, `${metric} already has a tag configuration`);
  if (typeof metric_type !== 'string') throw new RefusedRequest(400, "'metric_type' is required");
  const configuration = {
    metric_type,
    tags: tagsOf(tags),
    ...(typeof include_percentiles === 'boolean' && { include_percentiles }),
    ...(typeof exclude_tags_mode === 'boolean' && { exclude_tags_mode }),
    created_at: now,
    modified_at: now,
  };
  registry.tagConfigurations.set(metric, configuration);
  return answer(201, metric, configuration);
}

function change(registry: MetricRegistry, metric: string, request: Request, now: string): Answer {
  const before = stored(registry, metric);
  const { tags, metric_type } = attributesOf(request, metric);
  if (metric_type !== undefined) throw new RefusedRequest(400, "'metric_type' cannot be changed");
  const configuration = { ...before, ...(tags !== undefined && { tags: tagsOf(tags) }), modified_at: now };
  registry.tagConfigurations.set(metric, configuration);
  return answer(200, metric, configuration);
}

function remove(registry: MetricRegistry, metric: string): Answer {
  stored(registry, metric);
  registry.tagConfigurations.delete(metric);
  return { status: 204 };
}

function stored(registry: MetricRegistry, metric: string): StoredTagConfiguration {
  const configuration = registry.tagConfigurations.get(metric);
  if (configuration === undefined) throw new RefusedRequest(404, `${metric} not found`);
  return configuration;
}

// The real order of the tags changes from answer to answer: here it is never the one that was sent.
function answer(status: number, metric: string, { tags, ...attributes }: StoredTagConfiguration): Answer {
  return {
    status,
    body: { data: { type: 'manage_tags', id: metric, attributes: { ...attributes, tags: tags.toReversed() } } },
  };
}

function attributesOf(request: Request, metric: string): Readonly<Record<string, unknown>> {
  const body = request.json();
  const data = isRecord(body) && isRecord(body.data) ? body.data : {};
  if (data.type !== 'manage_tags' || data.id !== metric || !isRecord(data.attributes))
    throw new RefusedRequest(400, 'Invalid payload');
  return data.attributes;
}

function tagsOf(tags: unknown): readonly string[] {
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  throw new RefusedRequest(400, "'tags' is invalid");
}
