import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DueRules, dueBy } from './due.js';

// A Friday; in Los Angeles it is four in the morning.
const AT: DueRules = {
  startedAt: new Date('2026-11-20T12:00:00Z'),
  timezone: 'America/Los_Angeles',
  weekStart: 'monday',
  dueWindow: 'calendar',
};
const on = (dueOn: string) => ({ dueOn, dueAt: undefined });
const at = (dueAt: string) => ({ dueOn: dueAt.slice(0, 10), dueAt: new Date(dueAt) });

describe('what is due', () => {
  test.each([
    [on('2026-11-19'), 'overdue'],
    [on('2026-11-20'), 'today'],
    [on('2026-11-21'), 'this week'],
    [on('2026-11-22'), 'this week'],
    [on('2026-11-23'), 'later'],
    [{ dueOn: undefined, dueAt: undefined }, 'never'],
  ])('is told of a day: %j is %s', (task, due) => {
    expect(dueBy(AT)(task)).toBe(due);
  });

  test.each([
    [at('2026-11-20T11:59:59Z'), 'overdue'],
    [at('2026-11-20T12:00:00Z'), 'today'],
    [at('2026-11-21T07:59:59Z'), 'today'],
    [at('2026-11-21T08:00:00Z'), 'this week'],
    [at('2026-11-23T07:59:59Z'), 'this week'],
    [at('2026-11-23T08:00:00Z'), 'later'],
  ])('is told of an instant by the day of the zone: %j is %s', (task, due) => {
    expect(dueBy(AT)(task)).toBe(due);
  });

  test('is nothing of this week on its last day', () => {
    const sunday = dueBy({ ...AT, startedAt: new Date('2026-11-22T20:00:00Z') });

    expect([sunday(on('2026-11-22')), sunday(on('2026-11-23'))]).toEqual(['today', 'later']);
  });

  test('reaches seven days ahead where the window rolls', () => {
    const rolling = dueBy({ ...AT, dueWindow: 'rolling7' });

    expect([rolling(on('2026-11-27')), rolling(on('2026-11-28'))]).toEqual(['this week', 'later']);
  });

  test('moves only forward as the due time does', () => {
    const order = ['overdue', 'today', 'this week', 'later'];
    const due = dueBy({ ...AT, timezone: 'Asia/Kolkata', weekStart: 'sunday' });
    const instants = fc.date({ min: new Date('2026-10-01'), max: new Date('2027-01-01'), noInvalidDate: true });

    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const ranks = [first, second].map((dueAt) => order.indexOf(due({ dueOn: undefined, dueAt })));
        return (ranks[0] ?? 0) <= (ranks[1] ?? 0);
      }),
    );
  });
});
