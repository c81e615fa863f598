import type { Handler } from '../stand-in/exchange.js';
import { requireApiKey } from './api-keys.js';
import type { Intake } from './intake.js';

/** `GET /api/v1/validate`: whether the API key is known. */
export function validateApi({ apiKeys }: Intake): Handler {
  return (request) => {
    if (request.method !== 'GET' || request.url.pathname !== '/api/v1/validate') return undefined;
    requireApiKey(request, apiKeys, 'API key required');
    return { status: 200, body: { valid: true } };
  };
}
