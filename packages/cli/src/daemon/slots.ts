/** Milliseconds since 1970 of the slot that `nowMs` falls in: slots are the multiples of their length. */
export function slotAt(nowMs: number, everyMs: number): number {
  return Math.floor(nowMs / everyMs) * everyMs;
}

/** The first slot that begins after `nowMs`. */
export function slotAfter(nowMs: number, everyMs: number): number {
  return slotAt(nowMs, everyMs) + everyMs;
}
