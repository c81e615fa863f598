import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { Agent, Dispatcher, ProxyAgent } from 'undici';
import { ConfigError, reasonOf } from '../errors.js';
import type { Network } from '../run.js';
import { clarified } from './network-failure.js';
import { type ProxySettings, proxyRules } from './network-proxy.js';
import { followRedirects, type Hop } from './network-redirects.js';

export interface NetworkOptions extends ProxySettings {
  /** Certificate authorities beside those that Node trusts, PEM. */
  readonly ca?: string | undefined;
  /** Told of the passwords of the proxies. */
  readonly protect?: (secret: string) => void;
}

/** The one way out: what is fetched through it follows the configured proxy and certificate authorities. */
export interface NetworkAccess extends Network {
  readonly fetch: typeof fetch;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

// Enough for a source's recommended concurrency, few enough not to look like an attack.
const CONNECTIONS_PER_ORIGIN = 32;
const PEM_BLOCK = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g;
const POOL: Agent.Options = {
  connections: CONNECTIONS_PER_ORIGIN,
  connectTimeout: 10_000,
  keepAliveTimeout: 10_000,
  // One behavior with and without a proxy.
  allowH2: false,
};

/** Opens nothing before the first request. Throws a ConfigError for a proxy or a CA that cannot be used. */
export function openNetwork(options: NetworkOptions): NetworkAccess {
  const { proxies, proxyFor } = proxyRules(options);
  for (const { password } of proxies) if (password !== '') protectPassword(password, options.protect);
  const secureContext = secureContextOf(options.ca);
  const dispatchers = new Dispatchers(secureContext);
  const send = async ({ url, init }: Hop): Promise<Response> => {
    const { fetch } = await import('undici');
    const { method = 'GET', signal } = init;
    const { body, headers } = await encoded(init);
    const proxy = proxyFor(url);
    return fetch(url, {
      method,
      headers: [...headers],
      redirect: 'manual',
      dispatcher: await dispatchers.of(proxy),
      ...(body && { body, duplex: 'half' }),
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      throw clarified(error, proxy?.host);
    });
  };
  return {
    fetch: async (input, init) => {
      const hop = hopOf(input, init);
      const mode = hop.init.redirect ?? 'follow';
      if (mode === 'follow') return followRedirects(hop, send);
      const answer = await send(hop);
      if (mode === 'error' && answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
        await answer.body?.cancel();
        throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
      }
      return answer;
    },
    proxyFor: (url) => proxyFor(url)?.href,
    ca: options.ca,
    close: () => dispatchers.destroy(),
  };
}

function protectPassword(password: string, protect: NetworkOptions['protect']): void {
  protect?.(password);
  if (!/%(?![\da-f]{2})/i.test(password)) protect?.(decodeURIComponent(password));
}

function secureContextOf(ca: string | undefined): SecureContext | undefined {
  if (ca === undefined) return undefined;
  try {
    // Node itself takes whatever it cannot read for no authority at all.
    for (const block of ca.match(PEM_BLOCK) ?? [ca]) new X509Certificate(block);
    // Made once: reading all authorities takes milliseconds, which every connection would pay.
    return createSecureContext({ ca: [...getCACertificates('default'), ca] });
  } catch (cause) {
    throw new ConfigError(`cannot use the certificate authorities: ${reasonOf(cause)}`, {
      hint: 'give a PEM file with BEGIN CERTIFICATE blocks',
      cause,
    });
  }
}

class Dispatchers {
  readonly #tls: { readonly secureContext: SecureContext } | undefined;
  readonly #made = new Map<string, Promise<Agent | ProxyAgent>>();

  constructor(secureContext: SecureContext | undefined) {
    this.#tls = secureContext && { secureContext };
  }

  of(proxy: URL | undefined): Promise<Dispatcher> {
    const key = proxy?.href ?? '';
    const made = this.#made.get(key) ?? this.#make(proxy);
    this.#made.set(key, made);
    return made;
  }

  async #make(proxy: URL | undefined): Promise<Agent | ProxyAgent> {
    const { Agent, ProxyAgent } = await import('undici');
    const tls = this.#tls;
    if (proxy === undefined) return new Agent({ ...POOL, ...(tls && { connect: tls }) });
    return new ProxyAgent({ ...POOL, uri: proxy.href, ...(tls && { requestTls: tls, proxyTls: tls }) });
  }

  async destroy(): Promise<void> {
    const made = await Promise.all(this.#made.values());
    this.#made.clear();
    await Promise.all(made.map((dispatcher) => dispatcher.destroy()));
  }
}

// undici's fetch does not know the Request class that Node brings along.
function hopOf(input: string | URL | Request, init: RequestInit = {}): Hop {
  if (typeof input === 'string' || input instanceof URL) return { url: new URL(input).href, init };
  const { url, method, headers, body, signal, redirect } = input;
  return { url, init: { method, headers, body, signal, redirect, ...(body !== null && { duplex: 'half' }), ...init } };
}

// undici's fetch does not know the FormData class that Node brings along, either.
async function encoded({ body, headers }: RequestInit) {
  const sent = new Headers(headers);
  if (!(body instanceof FormData)) return { body, headers: sent };
  const form = new Response(body);
  sent.set('content-type', form.headers.get('content-type') ?? '');
  return { body: await form.arrayBuffer(), headers: sent };
}
