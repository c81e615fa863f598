/** Where a collector says what an operator should know; the engine decides where it goes and hides every secret. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The text is constant, what varies goes into `fields`; a warning also stands in the report. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Makes a minted token secret: from now on no output shows it. */
  protect(value: string): void;
}

/** Disposable store of this collector, of JSON values: losing it costs requests, never a value. */
export interface Cache {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

/** What an SDK with its own transport must be given, so that it takes the same way as `fetch`. */
export interface Network {
  /** The proxy for a URL of this source, if any. */
  proxyFor(url: string): string | undefined;
  /** Additional certificate authorities, PEM. */
  readonly ca: string | undefined;
}

/** The TLS that one server asks for, where the world's authorities and no client certificate do not do; all PEM. */
export interface ServerTls {
  /** The only authorities that are trusted, beside the configured ones. */
  readonly ca?: string;
  /** The certificate of the client, and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** The name in the server's certificate, where it is not the host's. */
  readonly serverName?: string;
  /** Takes any certificate. */
  readonly insecure?: boolean;
}

/** A quota that the source told of, for the report and the self-metrics. */
export interface Quota {
  /** For instance `core` or `graphql`. */
  readonly resource: string;
  readonly remaining: number;
  readonly limit?: number;
  readonly resetsAt?: Date;
}

/** All that reaches a collector. */
export interface RunContext<Config, Secrets = unknown> {
  readonly config: Config;
  readonly secrets: Secrets;
  /** The only clock: every window of the run is cut from it. */
  readonly startedAt: Date;
  /** The deadline of this collector; it reaches every request. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Bound to the deadline, counts requests, follows the configured proxy and CA, reads the clock of the source. */
  readonly fetch: typeof fetch;
  /** `fetch` for a server with TLS of its own; its connections end with the run. Throws a ConfigError for bad PEM. */
  fetchWith(tls: ServerTls): typeof fetch;
  readonly cache: Cache;
  readonly network: Network;
  /** Tells the engine what the source says is left. */
  quota(quota: Quota): void;
}
