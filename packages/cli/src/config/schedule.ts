import type { ScheduleBlock } from './schema.js';

/** When something is collected again and again. */
export interface Schedule {
  readonly everyMs: number;
  readonly jitterMs: number;
}

// The README states both.
const EVERY_MS = 15 * 60_000;
const JITTER_MS = 30_000;

/** The schedule of a block, completed by that of the host; a jitter nobody asked for is at most a tenth of the slot. */
export function scheduleOf(block: ScheduleBlock | undefined, host: ScheduleBlock | undefined): Schedule {
  const everyMs = block?.every ?? host?.every ?? EVERY_MS;
  const jitterMs = block?.jitter ?? host?.jitter ?? Math.min(JITTER_MS, everyMs / 10);
  return { everyMs, jitterMs: Math.min(jitterMs, everyMs - 1) };
}
