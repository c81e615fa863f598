import type { Answer, Handler, Request } from '../stand-in/exchange.js';
import { isRecord } from '../stand-in/json.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import { type KnownKeys, requireBothKeys } from './app-keys.js';
import type { MetricRegistry, StoredMetadata } from './metric-registry.js';

const PATH = /^\/api\/v1\/metrics\/([^/]+)$/;
const TEXTS = ['type', 'description', 'unit', 'per_unit', 'short_name'] as const;

/** `GET` and `PUT /api/v1/metrics/{name}`: type, units and description of a metric that has points. */
export function metadataApi(registry: MetricRegistry, keys: KnownKeys): Handler {
  return (request) => {
    const [, encoded] = PATH.exec(request.url.pathname) ?? [];
    if (encoded === undefined || !['GET', 'PUT'].includes(request.method)) return undefined;
    requireBothKeys(request, keys);
    const metric = decodeURIComponent(encoded);
    return request.method === 'GET' ? read(registry, metric) : write(registry, metric, request);
  };
}

function read(registry: MetricRegistry, metric: string): Answer {
  const metadata = registry.metadataOf(metric);
  if (metadata === undefined) throw new RefusedRequest(404, `Metric ${metric} not found`);
  return { status: 200, body: metadata };
}

function write(registry: MetricRegistry, metric: string, request: Request): Answer {
  const change = changeOf(request.json());
  const metadata = registry.metadataOf(metric);
  if (metadata === undefined || change.type === 'distribution')
    throw new RefusedRequest(400, 'error updating metric metadata');
  const changed = { ...metadata, ...change };
  registry.setMetadata(metric, changed);
  return { status: 200, body: changed };
}

// `integration` is read-only, and what the API does not know it leaves out.
function changeOf(body: unknown): Partial<StoredMetadata> {
  if (!isRecord(body)) throw new RefusedRequest(400, 'The body is not an object');
  const texts = TEXTS.flatMap((name) => {
    const value = body[name];
    if (value === undefined) return [];
    if (typeof value !== 'string') throw new RefusedRequest(400, `'${name}' is invalid`);
    return [[name, value] as const];
  });
  const { statsd_interval } = body;
  if (statsd_interval !== undefined && !Number.isInteger(statsd_interval))
    throw new RefusedRequest(400, "'statsd_interval' is invalid");
  return { ...Object.fromEntries(texts), ...(typeof statsd_interval === 'number' && { statsd_interval }) };
}
