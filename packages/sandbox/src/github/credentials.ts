import { createHash, createVerify } from 'node:crypto';
import type { Request } from '@metta-dd/local-datadog';
import { instant } from './instant.js';
import type { AppOptions, GitHubOptions } from './options.js';

const HOUR_MS = 3_600_000;

/** Who asks. */
export type Caller =
  | { readonly kind: 'anonymous' | 'app' }
  | { readonly kind: 'user' | 'installation'; readonly key: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Knows good tokens, and mints those of installations. */
export class Credentials {
  readonly #options: GitHubOptions;
  readonly #minted = new Map<string, Date>();

  constructor(options: GitHubOptions) {
    this.#options = options;
  }

  identify(request: Request, now: Date): Caller {
    const { authorization } = request.headers;
    if (authorization === undefined) return { kind: 'anonymous' };
    const [, token] = /^(?:bearer|token) +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) return refused('Bad credentials');
    const expiresAt = this.#minted.get(token);
    if (expiresAt !== undefined)
      return expiresAt > now ? { kind: 'installation', key: token } : refused('Bad credentials');
    const { app, token: good } = this.#options;
    if (app !== undefined && token.split('.').length === 3 && token !== good) return identifyApp(token, app, now);
    return good === undefined || token === good ? { kind: 'user', key: token } : refused('Bad credentials');
  }

  /** An installation token in the stateless form, which is longer than 40 characters. */
  mint(app: AppOptions, now: Date): { readonly token: string; readonly expiresAt: string } {
    const expires = new Date(now.getTime() + HOUR_MS);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'github',
      sub: app.installationId,
      iat: now.getTime(),
      exp: expires.getTime(),
      jti: this.#minted.size,
    };
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
    const token = `ghs_${app.id}_${signed}.${createHash('sha512').update(signed).digest('base64url')}`;
    this.#minted.set(token, expires);
    return { token, expiresAt: instant(expires) };
  }
}

function refused(message: string): Caller {
  return { kind: 'refused', message };
}

/** The claims that https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app asks for. */
function identifyApp(token: string, app: AppOptions, now: Date): Caller {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = readClaims(payload);
  if (claims === undefined) return refused('A JSON web token could not be decoded');
  if (app.publicKey !== undefined) {
    const verifier = createVerify('RSA-SHA256').update(`${header}.${payload}`);
    if (!verifier.verify(app.publicKey, signature, 'base64url'))
      return refused('A JSON web token could not be decoded');
  }
  const { exp, iat, iss } = claims;
  const second = now.getTime() / 1000;
  if (typeof exp !== 'number' || exp <= second || exp > second + 660) {
    const rule = 'must be a numeric value representing the future time at which the assertion expires';
    return refused(
      `'Expiration time' claim ('exp') ${exp !== undefined && Number(exp) > second ? 'is too far in the future' : rule}`,
    );
  }
  if (typeof iat !== 'number' || iat > second + 60) {
    return refused("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  }
  return String(iss) === String(app.id) ? { kind: 'app' } : refused('Integration not found');
}

function readClaims(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    // Whatever is no JSON is no token either; the caller is told so.
    return undefined;
  }
}
