const FIRST_WINDOW_MS = 1000;
const LAST_WINDOW_MS = 64_000;
// A row of small draws must not become a hail of requests.
const SHORTEST_MS = 100;

export interface BackoffOptions {
  readonly budgetMs: number;
  /** Milliseconds; monotonic. */
  readonly elapsedMs: () => number;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Waits between attempts of one destination: all that is sent there waits together. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #startedMs: number;
  #failures = 0;
  #waitedMs = 0;
  #pausedUntilMs = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#startedMs = options.elapsedMs();
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt, at least what the intake asked for; nothing where the budget does not reach. */
  nextWaitMs(askedMs = 0): number | undefined {
    const { budgetMs, elapsedMs, random } = this.#options;
    const window = Math.min(LAST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** this.#failures);
    this.#failures += 1;
    const waitMs = Math.max(SHORTEST_MS, random() * window, askedMs);
    // What was slept counts even where the clock stands still, so that the budget always ends.
    const spentMs = Math.max(this.#waitedMs, elapsedMs() - this.#startedMs);
    return spentMs + waitMs > budgetMs ? undefined : waitMs;
  }

  async wait(waitMs: number): Promise<void> {
    const until = this.#options.elapsedMs() + waitMs;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, until);
    this.#waitedMs += waitMs;
    await this.#sleep(waitMs);
  }

  /** Waits as long as somebody else was told to. */
  async join(): Promise<void> {
    const left = this.#pausedUntilMs - this.#options.elapsedMs();
    if (left > 0) await this.#sleep(left);
  }

  async #sleep(milliseconds: number): Promise<void> {
    const { sleep, signal } = this.#options;
    try {
      await sleep(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
