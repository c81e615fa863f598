import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Cache, RunContext } from '../run.js';
import { addressOf, baseOf, type Query } from './address.js';
import { type Attempt, type RawAnswer, sendOnce } from './attempt.js';
import { parseJson } from './body.js';
import { AnswerMemory, conditions, type Stored } from './conditional.js';
import { AttemptFailure, type Problem, sourceError } from './failure.js';
import { DEFAULT_RETRY, delayMs, type RetryPolicy } from './retry.js';
import { validated } from './validated.js';

export interface HttpClientOptions {
  /** Requests go below its path. */
  readonly baseUrl: string;
  /** Made anew for each request, so that a refreshed token is used. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Milliseconds until one attempt is given up, its body included. Default 30,000. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** Makes every GET conditional on what was answered before. */
  readonly cache?: Cache;
  readonly userAgent?: string;
  /** Bytes of the largest answer that is read. Default 64 MiB. */
  readonly maxBytes?: number;
  /** `refuse` where any redirect means that the login is missing. Default `same-origin`. */
  readonly redirects?: 'same-origin' | 'refuse';
  /** What to type or to grant next. */
  readonly hint?: (problem: Problem) => string | undefined;
  /** A number from 0 up to 1, for the jitter. */
  readonly random?: () => number;
  /** Waits, and rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface RequestOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Completes "cannot …" in errors; default is the method and the path. */
  readonly what?: string;
  readonly timeoutMs?: number;
  /** Statuses whose body is an answer, too, and neither an error nor asked again. */
  readonly accept?: readonly number[];
}

export interface BodyOptions extends RequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Asking twice does no harm: failures are asked again. Default false, for any method but GET and HEAD. */
  readonly idempotent?: boolean;
}

export interface AnyRequestOptions extends BodyOptions {
  readonly method: string;
  readonly path: string;
}

/** What the answer must be: without it the answer is `unknown`. */
export interface Expecting<T> {
  readonly schema: StandardSchemaV1<unknown, T>;
}

export interface HttpAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  /** The source said that what was stored still holds. */
  readonly unchanged: boolean;
}

/** Every method throws a SourceError, an AuthenticationError where the credentials are refused. */
export interface HttpClient {
  get<T>(path: string, options: RequestOptions & Expecting<T>): Promise<T>;
  get(path: string, options?: RequestOptions): Promise<unknown>;
  post<T>(path: string, options: BodyOptions & Expecting<T>): Promise<T>;
  post(path: string, options?: BodyOptions): Promise<unknown>;
  /** The whole answer, for sources that say something in a header or with a status. */
  request<T>(options: AnyRequestOptions & Expecting<T>): Promise<HttpAnswer<T>>;
  request(options: AnyRequestOptions): Promise<HttpAnswer<unknown>>;
}

export type HttpRun = Pick<RunContext<unknown>, 'fetch' | 'signal' | 'log'>;

/** A client for JSON over HTTP, for sources without an SDK. Throws a ConfigError for a base URL that is none. */
export function createHttpClient(run: HttpRun, options: HttpClientOptions): HttpClient {
  return new Client(run, options);
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;

type Asked = AnyRequestOptions & Partial<Expecting<unknown>>;

class Client implements HttpClient {
  readonly #run: HttpRun;
  readonly #options: HttpClientOptions;
  readonly #base: URL;

  constructor(run: HttpRun, options: HttpClientOptions) {
    this.#run = run;
    this.#options = options;
    this.#base = baseOf(options.baseUrl);
  }

  get<T>(path: string, options: RequestOptions & Expecting<T>): Promise<T>;
  get(path: string, options?: RequestOptions): Promise<unknown>;
  async get(path: string, options: RequestOptions = {}): Promise<unknown> {
    return (await this.request({ ...options, method: 'GET', path })).body;
  }

  post<T>(path: string, options: BodyOptions & Expecting<T>): Promise<T>;
  post(path: string, options?: BodyOptions): Promise<unknown>;
  async post(path: string, options: BodyOptions = {}): Promise<unknown> {
    return (await this.request({ ...options, method: 'POST', path })).body;
  }

  request<T>(options: AnyRequestOptions & Expecting<T>): Promise<HttpAnswer<T>>;
  request(options: AnyRequestOptions): Promise<HttpAnswer<unknown>>;
  async request(request: Asked): Promise<HttpAnswer<unknown>> {
    const url = addressOf(this.#base, request.path, request.query);
    const what = request.what ?? `${request.method} ${url.pathname}`;
    const headers = await this.#headersOf(request);
    const memory = request.method === 'GET' ? this.#memoryOf(url, headers) : undefined;
    const stored = await memory?.read();
    for (const [name, value] of Object.entries(conditions(stored))) headers.set(name, value);
    const raw = await this.#retried(what, this.#attemptOf(request, url, headers), isIdempotent(request));
    try {
      const answer = raw.response.status === 304 ? unchanged(raw, stored) : changed(raw);
      const body = request.schema ? await validated(request.schema, answer.body, answer.status) : answer.body;
      if (answer.status === 200 && !answer.unchanged) await memory?.write(answer.headers, raw.text);
      return { ...answer, body };
    } catch (error) {
      throw this.#visible(what, error, 1);
    }
  }

  #memoryOf(url: URL, headers: Headers): AnswerMemory | undefined {
    return this.#options.cache && new AnswerMemory(this.#options.cache, url, headers.get('accept') ?? '');
  }

  async #retried(what: string, attempt: Attempt, idempotent: boolean): Promise<RawAnswer> {
    const { random = fraction, sleep = defaultSleep, retry } = this.#options;
    const policy = idempotent ? { ...DEFAULT_RETRY, ...retry } : { attempts: 1, budgetMs: 0 };
    let waitedMs = 0;
    for (let count = 1; ; count++) {
      try {
        return await sendOnce(this.#run.fetch, this.#run.signal, attempt);
      } catch (error) {
        if (!(error instanceof AttemptFailure)) throw error;
        const waitMs = delayMs(error, policy, { attempt: count, waitedMs, random });
        if (waitMs === undefined) throw this.#visible(what, error, count);
        this.#run.log.debug(`will ${what} again`, {
          reason: error.message,
          attempt: count,
          waitMs: Math.round(waitMs),
        });
        waitedMs += waitMs;
        await sleep(waitMs, this.#run.signal).catch((thrown: unknown) => {
          this.#run.signal.throwIfAborted();
          throw thrown;
        });
      }
    }
  }

  #visible(what: string, error: unknown, attempts: number): unknown {
    return error instanceof AttemptFailure ? sourceError(what, error, { attempts, hint: this.#options.hint }) : error;
  }

  async #headersOf({ headers, body }: AnyRequestOptions): Promise<Headers> {
    const { userAgent } = this.#options;
    const result = new Headers({ accept: 'application/json' });
    if (userAgent !== undefined) result.set('user-agent', userAgent);
    if (body !== undefined) result.set('content-type', 'application/json');
    for (const some of [await this.#options.headers?.(), headers])
      for (const [name, value] of Object.entries(some ?? {})) result.set(name, value);
    return result;
  }

  #attemptOf(request: AnyRequestOptions, url: URL, headers: Headers): Attempt {
    const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, redirects = 'same-origin' } = this.#options;
    return {
      url,
      method: request.method,
      headers,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      accept: request.accept ?? [],
      redirects,
      timeoutMs: request.timeoutMs ?? timeoutMs,
      maxBytes,
    };
  }
}

function isIdempotent({ method, idempotent }: AnyRequestOptions): boolean {
  return idempotent ?? (method === 'GET' || method === 'HEAD');
}

function changed({ response, json }: RawAnswer): HttpAnswer<unknown> {
  return { status: response.status, headers: response.headers, body: json, unchanged: false };
}

function unchanged({ response }: RawAnswer, stored: Stored | undefined): HttpAnswer<unknown> {
  if (stored === undefined)
    throw new AttemptFailure('content', '304 to a request that was not conditional', { status: 304 });
  const headers = new Headers(response.headers);
  if (stored.link !== undefined && !headers.has('link')) headers.set('link', stored.link);
  return { status: 200, headers, body: parseJson(stored.text, response), unchanged: true };
}

function fraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

function defaultSleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal });
}
