import type { Clock } from '@metta-dd/core/runtime';
import type { Timer } from './scheduler.js';

/** Node's own timers, by the time of a clock. */
export function nodeTimer(clock: Clock): Timer {
  return {
    nowMs: () => clock.now().getTime(),
    after: (milliseconds, call) => {
      const timeout = setTimeout(call, milliseconds);
      return () => clearTimeout(timeout);
    },
  };
}
