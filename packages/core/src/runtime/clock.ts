/** The time of day, and a time that never jumps. */
export interface Clock {
  now(): Date;
  /** Milliseconds since the clock was made; monotonic, so that durations survive a corrected time of day. */
  elapsedMs(): number;
}

/** The machine's own time. */
export function systemClock(): Clock {
  const elapsedMs = stopwatch();
  return { now: () => new Date(), elapsedMs };
}

/** Starts at `at` and goes on at the pace of real time: what `--at` means. */
export function shiftedClock(at: Date): Clock {
  const elapsedMs = stopwatch();
  return { now: () => new Date(at.getTime() + elapsedMs()), elapsedMs };
}

/** Stands still at `at`, for whoever must say the same thing twice. */
export function fixedClock(at: Date): Clock {
  return { now: () => new Date(at), elapsedMs: () => 0 };
}

function stopwatch(): () => number {
  const startedMs = performance.now();
  return () => performance.now() - startedMs;
}
