import type { IncomingMessage } from 'node:http';
import type { Request } from './exchange.js';

/** A request that cannot be handed to a handler, with the status that says why. */
export class RefusedRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RefusedRequest';
    this.status = status;
  }
}

/** Where a request went; throws a RefusedRequest for a target that is no path. */
export function requestUrl(incoming: IncomingMessage, base: string): URL {
  try {
    // Joined as text: as a relative reference, `//host/path` would name another host.
    return new URL(`${base}${incoming.url ?? '/'}`);
  } catch (cause) {
    throw new RefusedRequest(400, 'the request target is not a path', { cause });
  }
}

/** Reads the body to its end, keeps at most `maxBodyBytes` of it and refuses what is longer. */
export async function readBody(incoming: IncomingMessage, maxBodyBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  if (length > maxBodyBytes) {
    throw new RefusedRequest(413, `the body has ${length} bytes, the stand-in reads at most ${maxBodyBytes}`);
  }
  return Buffer.concat(chunks);
}

/** Puts a request together as handlers see it. */
export function createRequest(incoming: IncomingMessage, url: URL, body: Buffer): Request {
  const method = incoming.method ?? 'GET';
  return {
    method,
    url,
    headers: incoming.headers,
    body,
    json() {
      try {
        return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
      } catch (cause) {
        throw new RefusedRequest(400, `the body of ${method} ${url.pathname} is not JSON`, { cause });
      }
    },
  };
}
