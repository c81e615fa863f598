export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** A half-open span of time, as metrics have it: after `from`, up to and including `to`. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Moved by milliseconds and cut to whole seconds, the precision of GitHub. */
export function later(than: Date, byMs: number): Date {
  return new Date(Math.floor((than.getTime() + byMs) / SECOND) * SECOND);
}

export function earliest(first: Date, ...others: readonly (Date | undefined)[]): Date {
  return others.reduce<Date>((found, other) => (other !== undefined && other < found ? other : found), first);
}

export function latest(first: Date, ...others: readonly (Date | undefined)[]): Date {
  return others.reduce<Date>((found, other) => (other !== undefined && other > found ? other : found), first);
}

export function isWithin(moment: Date, { from, to }: Span): boolean {
  return moment > from && moment <= to;
}

/** A whole second within the span; `fraction` is 0 at its start and 1 at its end. */
export function partWay({ from, to }: Span, fraction: number): Date {
  const moment = later(from, (to.getTime() - from.getTime()) * fraction);
  return moment > from ? moment : earliest(to, later(from, SECOND));
}
