import { describe, expect, test } from 'vitest';
import { addDays, daysIn, endOfWeek } from './calendar.js';

describe('the calendar of a zone', () => {
  test('tells the day on which an instant falls there', () => {
    const at = new Date('2026-11-21T03:30:00Z');

    const days = ['UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati'].map((zone) => daysIn(zone)(at));

    expect(days).toEqual(['2026-11-21', '2026-11-20', '2026-11-21', '2026-11-21']);
  });

  test('keeps days apart when the clocks are set back', () => {
    const dayOf = daysIn('America/New_York');

    const days = ['2026-11-01T03:59:59Z', '2026-11-01T04:00:00Z', '2026-11-02T04:59:59Z', '2026-11-02T05:00:00Z'];

    expect(days.map((text) => dayOf(new Date(text)))).toEqual(['2026-10-31', '2026-11-01', '2026-11-01', '2026-11-02']);
  });

  test('counts days over the ends of months and years', () => {
    expect([addDays('2026-12-31', 1), addDays('2028-02-28', 1), addDays('2026-03-01', -1)]).toEqual([
      '2027-01-01',
      '2028-02-29',
      '2026-02-28',
    ]);
  });

  test.each([
    ['monday', '2026-11-16', '2026-11-22'],
    ['monday', '2026-11-22', '2026-11-22'],
    ['sunday', '2026-11-21', '2026-11-21'],
    ['sunday', '2026-11-22', '2026-11-28'],
    ['saturday', '2026-11-20', '2026-11-20'],
    ['saturday', '2026-11-21', '2026-11-27'],
  ] as const)('ends a week that starts on %s and holds %s with %s', (weekStart, day, last) => {
    expect(endOfWeek(day, weekStart)).toBe(last);
  });
});
