/** A time as GitHub writes it: UTC, whole seconds. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A time that may be missing, as GitHub writes it. */
export function instantOf(date: Date | undefined): string | null {
  return date === undefined ? null : instant(date);
}

/** Whether a moment is known and not in the future of `now`. */
export function hasCome(at: Date | undefined, now: Date): at is Date {
  return at !== undefined && at <= now;
}

/** The latest of several times. */
export function latest(first: Date, ...others: readonly Date[]): Date {
  return new Date(Math.max(first.getTime(), ...others.map((at) => at.getTime())));
}
