import type { Handler } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import { arrayOf, number, optional, record, required, string } from './decode.js';
import { openEnvelope } from './envelope.js';
import type { Intake } from './intake.js';
import { distributionPoints } from './limits.js';
import { acceptSeries, type IncomingPoint, type IncomingSeries } from './points.js';

/** `POST /api/v1/distribution_points`. */
export function distributionsApi(intake: Intake): Handler {
  return async (request, { now }) => {
    if (request.method !== 'POST' || request.url.pathname !== '/api/v1/distribution_points') return undefined;
    const payload = await openEnvelope(request, distributionPoints, intake.apiKeys);
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
  const type = optional(series, 'type', path, string) ?? 'distribution';
  if (type !== 'distribution') throw new RefusedRequest(400, `${path}.type is not distribution`);
  return {
    metric: required(series, 'metric', path, string),
    type,
    points: required(series, 'points', path, arrayOf(decodePoint)).flat(),
    tags: optional(series, 'tags', path, arrayOf(string)) ?? [],
    resources: host === undefined || host === '' ? [] : [{ type: 'host', name: host }],
  };
}

/** One point for each sample. */
function decodePoint(value: unknown, path: string): readonly IncomingPoint[] {
  if (!Array.isArray(value) || value.length !== 2) throw new RefusedRequest(400, `${path} is not [timestamp, values]`);
  const pair: readonly unknown[] = value;
  const timestamp = number(pair[0], `${path}[0]`);
  const samples = arrayOf((sample, at) => (sample === null ? null : number(sample, at)))(pair[1], `${path}[1]`);
  return samples.map((sample) => [timestamp, sample]);
}
