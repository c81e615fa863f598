import type { Handler } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import type { SeriesType } from '../store.js';
import { arrayOf, integer, number, optional, record, required, string } from './decode.js';
import { openEnvelope } from './envelope.js';
import type { Intake } from './intake.js';
import { seriesV1 } from './limits.js';
import { acceptSeries, type IncomingPoint, type IncomingSeries } from './points.js';

/** `POST /api/v1/series`. */
export function seriesV1Api(intake: Intake): Handler {
  return async (request, { now }) => {
    if (request.method !== 'POST' || request.url.pathname !== '/api/v1/series') return undefined;
    const payload = await openEnvelope(request, seriesV1, intake.apiKeys);
    if (payload !== undefined) {
      const series = required(record(payload, 'payload'), 'series', 'payload', arrayOf(decodeSeries));
      for (const incoming of series) acceptSeries(incoming, now, intake.store, intake.ledger);
    }
    return { status: 202, body: { status: 'ok' } };
  };
}

function decodeSeries(value: unknown, path: string): IncomingSeries {
  const series = record(value, path);
  const host = optional(series, 'host', path, string);
  return {
    metric: required(series, 'metric', path, string),
    type: optional(series, 'type', path, decodeType) ?? 'unspecified',
    points: required(series, 'points', path, arrayOf(decodePoint)),
    tags: optional(series, 'tags', path, arrayOf(string)) ?? [],
    resources: host === undefined || host === '' ? [] : [{ type: 'host', name: host }],
    interval: optional(series, 'interval', path, integer),
  };
}

function decodeType(value: unknown, path: string): SeriesType {
  const type = string(value, path);
  if (type === '') return 'unspecified';
  if (type === 'gauge' || type === 'count' || type === 'rate') return type;
  throw new RefusedRequest(400, `${path} is none of gauge, count, rate`);
}

function decodePoint(value: unknown, path: string): IncomingPoint {
  if (!Array.isArray(value) || value.length !== 2) throw new RefusedRequest(400, `${path} is not [timestamp, value]`);
  const pair: readonly unknown[] = value;
  return [number(pair[0], `${path}[0]`), pair[1] === null ? null : number(pair[1], `${path}[1]`)];
}
