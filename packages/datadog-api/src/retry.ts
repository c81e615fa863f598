/** What waiting between attempts depends on. */
export interface Patience {
  /** Milliseconds of waiting that one request may take altogether. */
  readonly budgetMs: number;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

const FIRST_WINDOW_MS = 1_000;
const LAST_WINDOW_MS = 32_000;
const SHORTEST_MS = 100;
// A stand-in or a proxy that answers 429 with a wait of zero must not be asked without end.
const MOST_ATTEMPTS = 6;

/** The waits of one request. */
export class Retries {
  readonly #patience: Patience;
  #attempts = 1;
  #waitedMs = 0;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Waits before the next attempt, at least what Datadog asked for; false where the budget does not reach. */
  async next(askedMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    const { budgetMs, random, sleep } = this.#patience;
    const window = Math.min(LAST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** (this.#attempts - 1));
    const waitMs = Math.max(SHORTEST_MS, random() * window, askedMs);
    this.#attempts += 1;
    if (this.#attempts > MOST_ATTEMPTS || this.#waitedMs + waitMs > budgetMs) return false;
    this.#waitedMs += waitMs;
    await sleep(waitMs, signal);
    return true;
  }
}

/** Whether an answer may be followed by another attempt: what creates something is repeated only if it was not begun. */
export function isWorthRetrying(method: string, status: number): boolean {
  if (status === 429) return true;
  return isRepeatable(method) && (status === 408 || status >= 500);
}

/** Whether doing it twice is the same as once. */
export function isRepeatable(method: string): boolean {
  return ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method);
}

/**
 * Milliseconds that the headers ask to wait: seconds or a date, compared with the answer's own clock.
 * https://docs.datadoghq.com/api/latest/rate-limits/
 */
export function askedWaitMs(headers: Headers): number {
  const after = headers.get('retry-after');
  const seconds = [after, headers.get('x-ratelimit-reset')].map((text) => (text === null ? 0 : Number(text)));
  const until = Date.parse(after ?? '') - Date.parse(headers.get('date') ?? '');
  const waits = [...seconds.map((one) => one * 1_000), until];
  return Math.max(0, ...waits.filter((one) => Number.isFinite(one)));
}
