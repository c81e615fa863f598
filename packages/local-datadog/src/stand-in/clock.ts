/** The time a stand-in lives in; setting it stops it there. */
export interface Clock {
  now(): Date;
  set(at: Date): void;
}

/** A clock that stands at a date, or follows a function until it is set. */
export function createClock(start: Date | (() => Date)): Clock {
  let read = typeof start === 'function' ? start : standingAt(start);
  return {
    now: () => read(),
    set(at) {
      read = standingAt(at);
    },
  };
}

function standingAt(at: Date) {
  const time = at.getTime();
  if (Number.isNaN(time)) throw new RangeError('cannot set the clock: not a date');
  return () => new Date(time);
}
