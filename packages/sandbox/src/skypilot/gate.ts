import type { Answer, Request } from '@metta-dd/local-datadog';
import type { SkyPilotAuthentication } from './options.js';

/** What keeps a request out, if something does; credentials are judged before anything else, as the server does. */
export function refusalOf(request: Request, authentication: SkyPilotAuthentication | undefined): Answer | undefined {
  const { authorization } = request.headers;
  const token = /^Bearer (sky_\S+)$/.exec(authorization ?? '')?.[1];
  if (token !== undefined) return isToken(token, authentication) ? undefined : invalidToken();
  const isHealth = request.url.pathname === '/api/health';
  switch (authentication?.kind) {
    case undefined:
      return undefined;
    case 'token':
    case 'basic':
      return isHealth ? undefined : basicRefusal(authorization, authentication);
    case 'oauth':
      return isHealth ? unknownHealth(request) : { status: 307, headers: { location: loginOf(request) } };
  }
}

function isToken(token: string, authentication: SkyPilotAuthentication | undefined): boolean {
  return authentication !== undefined && 'token' in authentication && token === authentication.token;
}

function invalidToken(): Answer {
  return { status: 401, body: { detail: 'Invalid or expired service account token' } };
}

function basicRefusal(given: string | undefined, authentication: SkyPilotAuthentication): Answer | undefined {
  if (authentication.kind === 'basic') {
    const good = Buffer.from(`${authentication.username}:${authentication.password}`).toString('base64');
    if (given === `Basic ${good}`) return undefined;
  }
  const reason = given === undefined ? 'Authentication required' : 'Invalid credentials';
  return {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="SkyPilot"', 'content-type': 'application/json' },
    body: JSON.stringify(reason),
  };
}

/** Behind OAuth the server tells strangers nothing of itself. */
function unknownHealth({ headers }: Request): Answer {
  const hasVersion = headers['x-skypilot-api-version'] !== undefined && headers['x-skypilot-version'] !== undefined;
  return { status: 200, body: { status: hasVersion ? 'needs_auth' : 'healthy' } };
}

function loginOf({ url }: Request): string {
  return `/oauth2/start?rd=${encodeURIComponent(url.pathname)}`;
}

const CLIENTS_SINCE = 42;
const OLDEST_CLIENT = 24;

/** A client that names an old version is refused; one that names none is let in. */
export function versionRefusal({ headers }: Request, api: number): Answer | undefined {
  const its = headers['x-skypilot-api-version'];
  if (its === undefined || headers['x-skypilot-version'] === undefined) return undefined;
  const oldest = api >= CLIENTS_SINCE ? OLDEST_CLIENT : 1;
  if (Number(its) >= oldest) return undefined;
  const message = `Client and API server versions are incompatible: the client speaks ${String(its)}`;
  return { status: 400, body: { error: 'version_mismatch', message } };
}
