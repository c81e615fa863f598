import type { Agent, Dispatcher, ProxyAgent } from 'undici';
import type { Network, ServerTls } from '../run.js';
import { clarified } from './network-failure.js';
import { type ProxySettings, proxyRules } from './network-proxy.js';
import { followRedirects, type Hop } from './network-redirects.js';
import { publicTls, serverTls, type TlsOptions } from './network-tls.js';

export interface NetworkOptions extends ProxySettings {
  /** Certificate authorities beside those that Node trusts, PEM. */
  readonly ca?: string | undefined;
  /** Told of the passwords of the proxies. */
  readonly protect?: (secret: string) => void;
}

/** The one way out: what is fetched through it follows the configured proxy and certificate authorities. */
export interface NetworkAccess extends Network {
  readonly fetch: typeof fetch;
  /** A way of its own to one server, with the TLS that it asks for; whoever opens it closes it. */
  secured(tls: ServerTls): SecuredFetch;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

/** A fetch with connections of its own. */
export interface SecuredFetch {
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

// Enough for a source's recommended concurrency, few enough not to look like an attack.
const CONNECTIONS_PER_ORIGIN = 32;
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
  const known = publicTls(options.ca);
  const open = (tls: TlsOptions | undefined): SecuredFetch => {
    const dispatchers = new Dispatchers(tls, known);
    return { fetch: fetchThrough(dispatchers, proxyFor), close: () => dispatchers.destroy() };
  };
  const common = open(known);
  const secured = new Set<SecuredFetch>();
  return {
    fetch: common.fetch,
    secured(tls) {
      const opened = open(serverTls(tls, options.ca));
      secured.add(opened);
      const close = () => {
        secured.delete(opened);
        return opened.close();
      };
      return { fetch: opened.fetch, close };
    },
    proxyFor: (url) => proxyFor(url)?.href,
    ca: options.ca,
    close: async () => void (await Promise.all([common, ...secured].map((one) => one.close()))),
  };
}

function fetchThrough(dispatchers: Dispatchers, proxyFor: (url: string) => URL | undefined): typeof fetch {
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
  return async (input, init) => {
    const hop = hopOf(input, init);
    const mode = hop.init.redirect ?? 'follow';
    if (mode === 'follow') return followRedirects(hop, send);
    const answer = await send(hop);
    if (mode === 'error' && answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
      await answer.body?.cancel();
      throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
    }
    return answer;
  };
}

function protectPassword(password: string, protect: NetworkOptions['protect']): void {
  protect?.(password);
  if (!/%(?![\da-f]{2})/i.test(password)) protect?.(decodeURIComponent(password));
}

class Dispatchers {
  readonly #tls: TlsOptions | undefined;
  readonly #proxyTls: TlsOptions | undefined;
  readonly #made = new Map<string, Promise<Agent | ProxyAgent>>();

  constructor(tls: TlsOptions | undefined, proxyTls: TlsOptions | undefined) {
    this.#tls = tls;
    this.#proxyTls = proxyTls;
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
    const proxyTls = this.#proxyTls;
    return new ProxyAgent({
      ...POOL,
      uri: proxy.href,
      ...(tls && { requestTls: tls }),
      ...(proxyTls && { proxyTls }),
    });
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
