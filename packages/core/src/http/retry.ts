import type { AttemptFailure } from './failure.js';

/** How often, and for how long, a failed request is asked again. */
export interface RetryPolicy {
  /** Requests in all; 1 asks once. Default 4. */
  readonly attempts: number;
  /** Milliseconds of waiting in all. Default 60,000. */
  readonly budgetMs: number;
  /** Fewer attempts where the status is one of these. */
  readonly attemptsOf?: Readonly<Record<number, number>>;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, budgetMs: 60_000 };

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** True for the answers that may be another one next time. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Milliseconds to wait before the next attempt: what the source asks for, else exponential with full jitter;
 * `undefined` where there is none left.
 */
export function delayMs(
  failure: AttemptFailure,
  policy: RetryPolicy,
  { attempt, waitedMs, random }: { readonly attempt: number; readonly waitedMs: number; readonly random: () => number },
): number | undefined {
  const { transient, waitMs, status } = failure.facts;
  const attempts = Math.min(policy.attempts, (status !== undefined && policy.attemptsOf?.[status]) || policy.attempts);
  if (transient !== true || attempt >= attempts) return undefined;
  const backoff = random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  const delay = waitMs === undefined ? backoff : Math.max(waitMs, backoff);
  return waitedMs + delay <= policy.budgetMs ? delay : undefined;
}

/** Milliseconds that the answer asks to wait; a date is measured by the source's own clock. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after') ?? headers.get('ratelimit-reset');
  if (value === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
