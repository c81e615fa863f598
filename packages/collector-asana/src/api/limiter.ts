/** Calls `then` after some milliseconds; what it hands back calls it off. */
export type After = (ms: number, then: () => void) => () => void;

export interface LimiterOptions {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Requests that may begin within any minute. */
  readonly perMinute: number;
  /** Its end turns everybody away who still waits. */
  readonly signal: AbortSignal;
  readonly after?: After;
}

interface Waiting {
  start(): void;
  turnAway(): void;
}

const MINUTE_MS = 60_000;

/** Holds back what the plan of the workspace does not allow: too many requests at once, or within a minute. */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #after: After;
  readonly #waiting: Waiting[] = [];
  readonly #timers = new Set<() => void>();
  readonly #onAbort = () => {
    for (const waiting of this.#waiting.splice(0)) waiting.turnAway();
  };
  #running = 0;
  #begun = 0;
  #pauses = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#after = options.after ?? timer;
    options.signal.addEventListener('abort', this.#onAbort);
  }

  /** Does one piece of work when it may begin; rejects with the reason of the signal. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ start: resolve, turnAway: () => reject(signal.reason) });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#running--;
      this.#next();
    }
  }

  /** Lets nothing begin for a while: a refusal counts as well, so that asking on would make it last longer. */
  pause(ms: number): void {
    this.#pauses++;
    this.#later(ms, () => this.#pauses--);
  }

  /** Forgets all timers, so that none keeps the process alive. */
  close(): void {
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
  }

  #next(): void {
    const { concurrency, perMinute } = this.#options;
    while (this.#pauses === 0 && this.#running < concurrency && this.#begun < perMinute) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running++;
      this.#begun++;
      this.#later(MINUTE_MS, () => this.#begun--);
      next.start();
    }
  }

  #later(ms: number, then: () => void): void {
    const callOff = this.#after(ms, () => {
      this.#timers.delete(callOff);
      then();
      this.#next();
    });
    this.#timers.add(callOff);
  }
}

function timer(ms: number, then: () => void): () => void {
  const handle = setTimeout(then, ms);
  return () => clearTimeout(handle);
}
