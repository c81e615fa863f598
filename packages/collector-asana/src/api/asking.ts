import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { causesOf, type RunContext, SourceError } from '@metta-dd/core';
import { createHttpClient, type HttpClient } from '@metta-dd/core/http';
import type { AsanaConfig } from '../config.js';
import { explained, Refusal, type Subject } from './failure.js';
import { type After, Limiter } from './limiter.js';
import type { SdkRequest } from './transport.js';

/** How waiting is done, which only tests set otherwise. */
export interface Pace {
  readonly after?: After;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

type Run = Pick<RunContext<AsanaConfig>, 'fetch' | 'signal' | 'log' | 'config'>;

// What remains of the real limits is for others with the same token, and for requests that arrive late:
// https://developers.asana.com/docs/rate-limits
const PER_MINUTE = { free: 140, paid: 1200 } as const;
const TRIES = 3;
const TRIES_WHEN_LIMITED = 6;
const FIRST_BACKOFF_MS = 1000;
// Refusals for concurrency come without Retry-After.
const PAUSE_MS = 5000;
const TOO_MANY = 429;

/** Sends requests within the limits of the plan, and again where that may help. */
export class Asking {
  readonly #run: Run;
  readonly #http: HttpClient;
  readonly #limiter: Limiter;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;

  constructor(run: Run, { after, sleep }: Pace = {}) {
    const { baseUrl, timeoutMs, concurrency, plan, requestsPerMinute } = run.config;
    this.#run = run;
    this.#sleep = sleep ?? ((ms, signal) => delay(ms, undefined, { signal }));
    const { fetch, signal, log } = run;
    this.#http = createHttpClient(
      { fetch: refusing(fetch), signal, log },
      {
        baseUrl,
        timeoutMs,
        retry: { attempts: 1 },
        redirects: 'refuse',
        userAgent: 'metta-dd-collector-asana',
      },
    );
    const perMinute = requestsPerMinute ?? PER_MINUTE[plan];
    this.#limiter = new Limiter({ concurrency, perMinute, signal: run.signal, ...(after && { after }) });
  }

  /** The body of the answer. Throws a SourceError, or the reason of the run's signal. */
  async ask(request: SdkRequest, subject: Subject): Promise<unknown> {
    const { signal, log } = this.#run;
    let waitedMs = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#limiter.pass(() => this.#once(request, subject));
      } catch (error) {
        signal.throwIfAborted();
        const waitMs = waitBefore(error, tries);
        if (waitMs === undefined || waitedMs + waitMs > this.#run.config.maxWaitSeconds * 1000)
          throw error instanceof Refusal ? explained(error, subject, tries) : error;
        waitedMs += waitMs;
        log.debug('asks Asana again', { what: subject.what, tries, waitMs: Math.round(waitMs) });
        if (isLimited(error)) this.#limiter.pause(waitMs);
        else await this.#slept(waitMs);
      }
    }
  }

  close(): void {
    this.#limiter.close();
  }

  async #once({ path, query, headers }: SdkRequest, { what }: Subject): Promise<unknown> {
    try {
      return await this.#http.get(path, { query, headers, what });
    } catch (error) {
      throw [...causesOf(error)].find((cause) => cause instanceof Refusal) ?? error;
    }
  }

  async #slept(ms: number): Promise<void> {
    const { signal } = this.#run;
    try {
      await this.#sleep(ms, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
}

/** Throws refusals, whose headers and bodies the client would not hand on. */
function refusing(fetch: Run['fetch']): Run['fetch'] {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.status < 400) return answer;
    throw new Refusal(answer.status, await answer.text(), answer.headers.get('retry-after'));
  };
}

/** Milliseconds to wait before the next try; `undefined` where there is none. */
function waitBefore(error: unknown, tries: number): number | undefined {
  if (error instanceof Refusal && error.status === TOO_MANY) {
    if (tries >= TRIES_WHEN_LIMITED) return undefined;
    return error.retryAfterS === undefined ? PAUSE_MS * (1 + fraction() / 4) : error.retryAfterS * 1000;
  }
  if (!isTransient(error) || tries >= TRIES) return undefined;
  return FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + fraction() / 2);
}

function isLimited(error: unknown): boolean {
  return error instanceof Refusal && error.status === TOO_MANY;
}

/** No answer at all, or one that may be another next time. */
function isTransient(error: unknown): boolean {
  if (error instanceof Refusal) return error.status === 408 || error.status >= 500;
  return error instanceof SourceError && (error.status === undefined || error.status >= 500);
}

function fraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
