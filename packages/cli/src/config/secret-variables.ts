import type { Environment } from './environment.js';

const SECRET_NAME = /(?:_TOKEN|_SECRET|_PASSWORD|_API_KEY|_APP_KEY|_PRIVATE_KEY|_ACCESS_KEY|_SESSION_TOKEN)$/;
const PROXY_NAME = /_PROXY$|_PROXY_HTTPS?$/i;
// Shorter values of such names are switches (`X_TOKEN=true`), which would shred every text.
const LEAST = 8;

/** The values in an environment that no output may show, whatever reads them: by the names of their variables. */
export function secretValues(environment: Environment, known: readonly string[]): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (!value) return [];
    if (known.includes(name)) return [value];
    if (SECRET_NAME.test(name) && value.length >= LEAST) return [value];
    return PROXY_NAME.test(name) && URL.canParse(value) && new URL(value).password ? [new URL(value).password] : [];
  });
}
