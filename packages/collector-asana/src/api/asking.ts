import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunContext, SourceError } from '@metta-dd/core';
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
const REFUSALS = Array.from({ length: 200 }, (_, index) => 400 + index);

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
    this.#http = createHttpClient(run, {
      baseUrl,
      timeoutMs,
      retry: { attempts: 1 },
      redirects: 'refuse',
      userAgent: 'metta-dd-collector-asana',
    });
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
    const answer = await this.#http.request({ method: 'GET', path, query, headers, what, accept: REFUSALS });
    if (answer.status >= 400) throw new Refusal(answer.status, answer.body, answer.headers.get('retry-after'));
    return answer.body;
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
