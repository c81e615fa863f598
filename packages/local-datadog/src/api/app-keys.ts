import { requireApiKey } from '../intake/api-keys.js';
import type { Request } from '../stand-in/exchange.js';
import { RefusedRequest } from '../stand-in/read-request.js';

/** The keys a local Datadog knows; absent, every key that is not empty. */
export interface KnownKeys {
  readonly apiKeys: readonly string[] | undefined;
  readonly appKeys: readonly string[] | undefined;
}

/** Refuses with 403 what does not bring both keys, as everything but the intake and the validation does. */
export function requireBothKeys(request: Request, { apiKeys, appKeys }: KnownKeys): void {
  requireApiKey(request, apiKeys);
  const key = request.headers['dd-application-key'];
  if (typeof key !== 'string' || key === '') throw new RefusedRequest(403, 'Forbidden');
  if (appKeys !== undefined && !appKeys.includes(key)) throw new RefusedRequest(403, 'Forbidden');
}
