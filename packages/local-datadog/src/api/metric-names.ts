import type { Handler, Request } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import { type KnownKeys, requireBothKeys } from './app-keys.js';
import type { MetricRegistry } from './metric-registry.js';

const DAY_SECONDS = 86_400;
// https://docs.datadoghq.com/api/latest/metrics/#get-a-list-of-metrics
const WINDOW_SECONDS = 3_600;
const LONGEST_WINDOW_SECONDS = 2_592_000;
const LARGEST_PAGE = 10_000;

/** `GET /api/v1/metrics`, `/api/v1/search` and `/api/v2/metrics`: which metrics there are. */
export function metricNamesApi(registry: MetricRegistry, keys: KnownKeys): Handler {
  const routes: Readonly<Record<string, (request: Request, nowSeconds: number) => object>> = {
    '/api/v1/metrics': ({ url }) => activeSince(registry, url.searchParams),
    '/api/v1/search': ({ url }, now) => found(registry, url.searchParams, now),
    '/api/v2/metrics': ({ url }, now) => listed(registry, url, now),
  };
  return (request, { now }) => {
    const route = routes[request.url.pathname];
    if (route === undefined || request.method !== 'GET') return undefined;
    requireBothKeys(request, keys);
    return { status: 200, body: route(request, Math.floor(now.getTime() / 1_000)) };
  };
}

function activeSince(registry: MetricRegistry, parameters: URLSearchParams): object {
  const from = wholeNumber(parameters, 'from');
  if (from === undefined) throw new RefusedRequest(400, "Missing required parameter 'from'");
  return { from: String(from), metrics: registry.activeSince(from) };
}

function found(registry: MetricRegistry, parameters: URLSearchParams, now: number): object {
  const [facet, text] = (parameters.get('q') ?? '').split(/:(.*)/s);
  const metrics = registry.activeSince(now - DAY_SECONDS).filter((name) => name.includes(text ?? facet ?? ''));
  return { results: { metrics: facet === 'metrics' || text === undefined ? metrics : [] } };
}

function listed(registry: MetricRegistry, url: URL, now: number): object {
  const { searchParams } = url;
  for (const name of searchParams.keys())
    if (!['window[seconds]', 'page[size]', 'page[cursor]'].includes(name))
      throw new RefusedRequest(400, `the local Datadog does not know the parameter ${name}`);
  const window = within(searchParams, 'window[seconds]', LONGEST_WINDOW_SECONDS) ?? WINDOW_SECONDS;
  const size = within(searchParams, 'page[size]', LARGEST_PAGE);
  const after = cursorOf(searchParams);
  const names = registry.activeSince(now - window).filter((name) => after === undefined || name > after);
  const page = size === undefined ? names : names.slice(0, size);
  const data = page.map((id) => ({ type: 'metrics', id }));
  if (size === undefined) return { data };
  const next = page.length < names.length ? Buffer.from(page.at(-1) ?? '').toString('hex') : null;
  return {
    data,
    meta: {
      pagination: { cursor: searchParams.get('page[cursor]'), next_cursor: next, limit: size, type: 'cursor_limit' },
    },
  };
}

function cursorOf(parameters: URLSearchParams): string | undefined {
  const cursor = parameters.get('page[cursor]');
  return cursor === null || cursor === '' ? undefined : Buffer.from(cursor, 'hex').toString();
}

function within(parameters: URLSearchParams, name: string, most: number): number | undefined {
  const value = wholeNumber(parameters, name);
  if (value !== undefined && (value < 1 || value > most)) throw new RefusedRequest(400, `Invalid parameter ${name}`);
  return value;
}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,12}$/.test(text)) throw new RefusedRequest(400, `Invalid parameter ${name}`);
  return Number(text);
}
