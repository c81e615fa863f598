import { expect, test } from 'vitest';
import type { Event } from '../reading.js';
import { type EventMemory, newEvents } from './events.js';

const AT = new Date('2026-11-20T00:00:00Z');

const minutesAgo = (minutes: number) => new Date(AT.getTime() - minutes * 60_000);
const event = (id: string, minutes: number): Event => ({ id, at: minutesAgo(minutes), value: 1 });

const remembering = (...ids: readonly string[]): EventMemory => ({
  knows: () => true,
  seen: (_scope, asked) => new Set(asked.filter((id) => ids.includes(id))),
});

test('what was sent stands apart from what is new as long as both can share a second', () => {
  const [old, sent, fresh] = [event('old', 56), event('sent', 5), event('fresh', 5)];

  const events = newEvents([old, sent, fresh], 'scope', remembering('old', 'sent'), AT);

  expect(events).toEqual({
    send: [fresh],
    sent: [sent],
    settled: { scope: 'scope', ids: [] },
    expired: 0,
    first: false,
  });
});

test('a first run has sent nothing', () => {
  const unknown: EventMemory = { knows: () => false, seen: () => new Set() };

  const events = newEvents([event('a', 5)], 'scope', unknown, AT);

  expect(events).toEqual({
    send: [],
    sent: [],
    settled: { scope: 'scope', ids: ['a'] },
    expired: 0,
    first: true,
  });
});

test('two events of one id are a fault of the reading', () => {
  const reading = [event('a', 5), event('b', 4), event('a', 3)];

  expect(() => newEvents(reading, 'scope', remembering(), AT)).toThrow('two events have the same id: a');
});
