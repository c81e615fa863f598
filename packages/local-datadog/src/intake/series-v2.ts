import type { Handler } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import type { SeriesType } from '../store.js';
import { arrayOf, integer, number, optional, record, required, string } from './decode.js';
import { openEnvelope } from './envelope.js';
import type { Intake } from './intake.js';
import { POINTS_PER_PAYLOAD, seriesV2 } from './limits.js';
import { acceptSeries, type IncomingPoint, type IncomingSeries } from './points.js';

const types: readonly SeriesType[] = ['unspecified', 'count', 'rate', 'gauge'];

/** `POST /api/v2/series`. */
export function seriesV2Api(intake: Intake): Handler {
  return async (request, { now }) => {
    if (request.method !== 'POST' || request.url.pathname !== '/api/v2/series') return undefined;
    const payload = await openEnvelope(request, seriesV2, intake.apiKeys);
    if (payload !== undefined) {
      const series = required(record(payload, 'payload'), 'series', 'payload', arrayOf(decodeSeries));
      for (const incoming of withinPointLimit(series, intake)) acceptSeries(incoming, now, intake.store, intake.ledger);
    }
    return { status: 202, body: { errors: [] } };
  };
}

function decodeSeries(value: unknown, path: string): IncomingSeries {
  const series = record(value, path);
  return {
    metric: required(series, 'metric', path, string),
    type: optional(series, 'type', path, decodeType) ?? 'unspecified',
    points: required(series, 'points', path, arrayOf(decodePoint)),
    tags: optional(series, 'tags', path, arrayOf(string)) ?? [],
    resources: optional(series, 'resources', path, arrayOf(decodeResource)) ?? [],
    unit: optional(series, 'unit', path, string),
    interval: optional(series, 'interval', path, integer),
    sourceTypeName: optional(series, 'source_type_name', path, string),
  };
}

function decodeType(value: unknown, path: string): SeriesType {
  const type = types[integer(value, path)];
  if (type === undefined) throw new RefusedRequest(400, `${path} is none of 0, 1, 2, 3`);
  return type;
}

function decodePoint(value: unknown, path: string): IncomingPoint {
  const point = record(value, path);
  // An absent number is 0 in the protocol's own encoding: a time of 0 is too old, a value left out is not invented.
  return [optional(point, 'timestamp', path, integer) ?? 0, optional(point, 'value', path, number) ?? null];
}

function decodeResource(value: unknown, path: string) {
  const resource = record(value, path);
  return { type: required(resource, 'type', path, string), name: required(resource, 'name', path, string) };
}

/** Cuts the payload after its 10,000th point. That the rest is dropped, not refused, is a choice of this model. */
function withinPointLimit(series: readonly IncomingSeries[], { ledger }: Intake): IncomingSeries[] {
  let room = POINTS_PER_PAYLOAD;
  return series.flatMap((incoming) => {
    const { metric, points } = incoming;
    const kept = points.slice(0, room);
    room -= kept.length;
    for (const [timestamp, value] of points.slice(kept.length)) {
      const reason = `the payload has more than ${POINTS_PER_PAYLOAD} points`;
      ledger.add({ effect: 'dropped', what: 'point', metric, reason, timestamp, value });
    }
    return points.length > 0 && kept.length === 0 ? [] : [{ ...incoming, points: kept }];
  });
}
