/**
 * A text of the server, or nothing: depending on the way to its controller the same unknown is null, an empty text
 * or a dash.
 */
export function known(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text === '' || text === '-' ? undefined : text;
}

/** An instant out of seconds since the epoch; what never happened is null, 0 or -1. */
export function instantOf(seconds: number | null | undefined): Date | undefined {
  return seconds === null || seconds === undefined || seconds <= 0 ? undefined : new Date(seconds * 1000);
}
