import { expect, test, vi } from 'vitest';
import { fixedClock, shiftedClock, systemClock } from './clock.js';

const AT = new Date('2025-10-23T18:20:00.000Z');

test('a shifted clock goes on from its start at the pace of real time', () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  const clock = shiftedClock(AT);

  vi.advanceTimersByTime(90_000);

  expect([clock.now(), clock.elapsedMs()]).toEqual([new Date('2025-10-23T18:21:30.000Z'), 90_000]);
  vi.useRealTimers();
});

test('elapsed time ignores a correction of the time of day', () => {
  vi.useFakeTimers({ now: AT });
  const clock = systemClock();

  vi.setSystemTime(new Date('2025-10-23T17:00:00.000Z'));
  vi.advanceTimersByTime(1_000);

  expect([clock.now(), clock.elapsedMs()]).toEqual([new Date('2025-10-23T17:00:01.000Z'), 1_000]);
  vi.useRealTimers();
});

test('a fixed clock hands out dates that nobody can change for the others', () => {
  const clock = fixedClock(AT);

  clock.now().setFullYear(1999);

  expect(clock.now()).toEqual(AT);
});
