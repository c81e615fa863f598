import type { Request } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';

/** Refuses a request without a key, with 403 and the given reason, or with a key that is not among the known ones. */
export function requireApiKey(request: Request, known: readonly string[] | undefined, missing = 'Forbidden'): void {
  const key = request.headers['dd-api-key'];
  if (typeof key !== 'string' || key === '') throw new RefusedRequest(403, missing);
  if (known !== undefined && !known.includes(key)) throw new RefusedRequest(403, 'Forbidden');
}
