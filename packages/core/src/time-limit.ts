/** The time that one exchange may take. */
export interface TimeLimit extends Disposable {
  /** Aborted when the time is up, unless it was disposed of before. */
  readonly signal: AbortSignal;
}

/** Unlike `AbortSignal.timeout`, nothing of it is left once the exchange has ended, however long it might have taken. */
export function timeLimit(milliseconds: number): TimeLimit {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), milliseconds);
  return { signal: over.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
