const GRACE_MS = 1_000;

/** The time a collector has. */
export interface Deadline {
  /** Aborts when the time is up, or with the run. */
  readonly signal: AbortSignal;
  /** Rejects a second after the signal, for code that ignores it. */
  readonly expiry: Promise<never>;
  readonly passed: boolean;
  stop(): void;
}

/** Starts the time of one collector, in milliseconds; the run's own signal ends it early. */
export function startDeadline(afterMs: number, run: AbortSignal): Deadline {
  const over = new AbortController();
  const { promise: expiry, reject } = Promise.withResolvers<never>();
  // Nobody waits for it where every metric ends in time.
  expiry.catch(() => undefined);
  const signal = AbortSignal.any([run, over.signal]);
  let grace: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => over.abort(new Error(`the deadline of ${afterMs / 1000} s passed`)), afterMs);
  const onAbort = () => {
    grace = setTimeout(() => reject(signal.reason), GRACE_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal,
    expiry,
    get passed() {
      return over.signal.aborted;
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
