import { ConfigError, type RunContext } from '@metta-dd/core';
import type { SkyPilotConfig } from '../config.js';

export type SkyPilotSecrets = { readonly token: string | undefined; readonly password: string | undefined };
export type SkyPilotRun = RunContext<SkyPilotConfig, SkyPilotSecrets>;

/** Where the server is and how it is asked. */
export interface Access {
  /** Without credentials, which no client takes in a URL. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the service account's token ends, where it says. */
  readonly expiresAt?: Date;
}

/** Throws a ConfigError for credentials that can reach no server. */
export function accessOf({ config, secrets, log }: Pick<SkyPilotRun, 'config' | 'secrets' | 'log'>): Access {
  const url = new URL(config.endpoint);
  const inUrl = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  const baseUrl = url.href;
  if (secrets.token !== undefined && secrets.token !== '') return { baseUrl, ...bearer(secrets.token) };
  const username = config.username ?? inUrl.username;
  const password = secrets.password ?? inUrl.password;
  if (username === '' && password === '') return { baseUrl, headers: {} };
  if (username === '' || password === '')
    throw new ConfigError(`cannot authenticate to SkyPilot: there is no ${username === '' ? 'username' : 'password'}`, {
      hint: 'set `username` in the configuration and the secret `password`, or use a service account token',
    });
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  log.protect(password);
  log.protect(encoded);
  return { baseUrl, headers: { authorization: `Basic ${encoded}` } };
}

function bearer(token: string): Pick<Access, 'headers' | 'expiresAt'> {
  // The server overlooks any other bearer and would take the caller for nobody.
  if (!token.startsWith('sky_'))
    throw new ConfigError('cannot authenticate to SkyPilot: the token is none of a service account', {
      hint: 'create one under Users in the SkyPilot dashboard; it starts with sky_',
    });
  const expiresAt = expiryOf(token);
  return { headers: { authorization: `Bearer ${token}` }, ...(expiresAt && { expiresAt }) };
}

/** The expiry in the claims of a token; whether the token is good is for the server to judge. */
function expiryOf(token: string): Date | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const seconds = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : undefined;
  } catch {
    // A token without claims that can be read tells no expiry.
    return undefined;
  }
}
