import type { Event } from '../reading.js';
import type { EventKeys } from './report.js';

// The intake takes points up to an hour old; five minutes are left for delivery.
const OLDEST_MS = 55 * 60_000;

/** What the state remembers of events that were sent or need no sending. */
export interface EventMemory {
  /** True once anything was remembered of this scope: before that, everything in the source is history. */
  knows(scope: string): boolean;
  /** Those of the ids that were remembered. */
  seen(scope: string, ids: readonly string[]): ReadonlySet<string>;
}

export interface NewEvents {
  readonly send: readonly Event[];
  /** Sent before, and young enough to share a second with what is new. */
  readonly sent: readonly Event[];
  /** To be remembered without sending. */
  readonly settled: EventKeys;
  /** How many of the settled ones were too old. */
  readonly expired: number;
  /** Set on the first run, which sends none. */
  readonly first: boolean;
}

/**
 * Sorts events into what is new, what is too old and what was sent; later than the run's start waits for the next.
 * Throws where two have one id: which of them was sent could not be told.
 */
export function newEvents(events: readonly Event[], scope: string, memory: EventMemory, startedAt: Date): NewEvents {
  const ids = new Set<string>();
  for (const { id } of events)
    if (ids.size === ids.add(id).size) throw new RangeError(`two events have the same id: ${id}`);
  const due = events.filter(({ at }) => at <= startedAt);
  if (!memory.knows(scope))
    return { send: [], sent: [], settled: { scope, ids: due.map(({ id }) => id) }, expired: 0, first: true };
  const seen = memory.seen(
    scope,
    due.map(({ id }) => id),
  );
  const unseen = due.filter(({ id }) => !seen.has(id));
  const fresh = ({ at }: Event) => startedAt.getTime() - at.getTime() <= OLDEST_MS;
  const expired = unseen.filter((event) => !fresh(event));
  return {
    send: unseen.filter(fresh),
    sent: due.filter((event) => seen.has(event.id) && fresh(event)),
    settled: { scope, ids: expired.map(({ id }) => id) },
    expired: expired.length,
    first: false,
  };
}
