import type { Request } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';
import { requireApiKey } from './api-keys.js';
import { unpackBody } from './content-encoding.js';
import type { EndpointLimits } from './limits.js';

/**
 * The JSON a submission carries, after the checks the intake makes in this order: sizes and encoding, connectivity
 * probe (`undefined`; it needs no key), API key, content type, JSON.
 */
export async function openEnvelope(
  request: Request,
  limits: EndpointLimits,
  apiKeys: readonly string[] | undefined,
): Promise<unknown> {
  const body = await unpackBody(request.body, request.headers['content-encoding'], limits);
  if (body.length === 2 && body.toString() === '{}') return undefined;
  requireApiKey(request, apiKeys);
  requireJson(request.headers['content-type'], limits.contentTypes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new RefusedRequest(400, 'Invalid JSON body', { cause });
  }
}

function requireJson(header: string | undefined, contentTypes: readonly string[]): void {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && contentTypes.includes(type)) return;
  if (type === 'application/x-protobuf') {
    throw new RefusedRequest(415, 'Protobuf is not read by this local Datadog: send application/json');
  }
  throw new RefusedRequest(400, 'Invalid Content-Type: send application/json');
}
