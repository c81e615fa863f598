import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError, reasonOf } from '../errors.js';
import type { ServerTls } from '../run.js';

/** How connections are secured, as Node and undici take it. */
export interface TlsOptions {
  readonly secureContext: SecureContext;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

const PEM_BLOCK = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g;

/** TLS with additional authorities; `undefined` where those of Node are enough. Throws a ConfigError for a bad one. */
export function publicTls(ca: string | undefined): TlsOptions | undefined {
  if (ca === undefined) return undefined;
  // Made once: reading all authorities takes milliseconds, which every connection would pay.
  return contextOf('the certificate authorities', { ca: [...getCACertificates('default'), checked(ca)] });
}

/** TLS as one server asks for it. Throws a ConfigError for certificates or a key that cannot be used. */
export function serverTls(tls: ServerTls, extraCa: string | undefined): TlsOptions {
  const { ca, cert, key, passphrase, serverName, insecure } = tls;
  const known = ca === undefined ? getCACertificates('default') : [checked(ca)];
  const made = contextOf('the certificates of a server', {
    ca: [...known, ...(extraCa === undefined ? [] : [extraCa])],
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
  });
  return {
    ...made,
    ...(serverName !== undefined && { servername: serverName }),
    ...(insecure === true && { rejectUnauthorized: false }),
  };
}

// Node itself takes whatever it cannot read for no authority at all.
function checked(ca: string): string {
  try {
    for (const block of ca.match(PEM_BLOCK) ?? [ca]) new X509Certificate(block);
    return ca;
  } catch (cause) {
    throw unusable('the certificate authorities', cause);
  }
}

function contextOf(what: string, options: SecureContextOptions): TlsOptions {
  try {
    return { secureContext: createSecureContext(options) };
  } catch (cause) {
    throw unusable(what, cause);
  }
}

function unusable(what: string, cause: unknown): ConfigError {
  return new ConfigError(`cannot use ${what}: ${reasonOf(cause)}`, {
    hint: 'give PEM text with BEGIN CERTIFICATE blocks',
    cause,
  });
}
