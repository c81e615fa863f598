import { expect, onTestFinished, test } from 'vitest';
import { FakeTimer } from '../../test/support/fake-timer.js';
import { type Plan, Scheduler } from './scheduler.js';

const QUARTER: Plan = { key: 'quarter', everyMs: 15 * 60_000, jitterMs: 60_000 };
const HOUR: Plan = { key: 'hour', everyMs: 60 * 60_000, jitterMs: 0 };

interface Given {
  readonly at?: string;
  readonly random?: () => number;
  /** Resolved by hand; at once when absent. */
  readonly work?: () => Promise<void>;
}

function scheduled(plans: readonly Plan[], { at = '2026-01-31T12:04:00Z', random = () => 0.5, work }: Given = {}) {
  const timer = new FakeTimer(at);
  const told: string[] = [];
  const time = () => new Date(timer.nowMs()).toISOString().slice(11, 19);
  const scheduler = new Scheduler({
    timer,
    random,
    run: async ({ key }, slot) => {
      told.push(`${time()} ${key} ${slot.toISOString().slice(11, 16)}`);
      await work?.();
    },
    skipped: ({ key }, slots) => told.push(`${time()} ${key} skipped ${slots}`),
  });
  scheduler.replace(plans);
  onTestFinished(() => scheduler.stop());
  return { timer, told, scheduler };
}

test('starts each slot once, aligned to the hour, put off by the jitter', async () => {
  const { timer, told } = scheduled([QUARTER, HOUR]);

  await timer.advanceTo('2026-01-31T13:20:00Z');

  expect(told).toEqual([
    '12:15:30 quarter 12:15',
    '12:30:30 quarter 12:30',
    '12:45:30 quarter 12:45',
    '13:00:00 hour 13:00',
    '13:00:30 quarter 13:00',
    '13:15:30 quarter 13:15',
  ]);
});

test('lets a slot go that it wakes in too late for the present state', async () => {
  const { timer, told } = scheduled([QUARTER]);

  timer.jumpTo('2026-01-31T15:11:00Z');
  await timer.advanceTo('2026-01-31T15:16:00Z');

  expect(told).toEqual(['15:11:00 quarter skipped 12', '15:15:30 quarter 15:15']);
});

test('never overlaps: what passes while a slot runs is skipped and told', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { timer, told } = scheduled([QUARTER], { work: () => promise });

  await timer.advanceTo('2026-01-31T12:50:00Z');
  resolve();
  await timer.advanceTo('2026-01-31T13:01:00Z');

  expect(told).toEqual(['12:15:30 quarter 12:15', '12:50:00 quarter skipped 2', '13:00:30 quarter 13:00']);
});

test('after a sleep runs the slot it wakes in, and tells of the others', async () => {
  const { timer, told } = scheduled([QUARTER]);

  timer.jumpTo('2026-01-31T15:07:00Z');
  await timer.advanceTo('2026-01-31T15:16:00Z');

  expect(told).toEqual(['15:07:00 quarter skipped 11', '15:07:00 quarter 15:00', '15:15:30 quarter 15:15']);
});

test('runs no slot twice after the clock was set back', async () => {
  const { timer, told } = scheduled([QUARTER]);

  await timer.advanceTo('2026-01-31T12:16:00Z');
  timer.jumpTo('2026-01-31T11:58:00Z');
  await timer.advanceTo('2026-01-31T12:31:00Z');

  expect(told).toEqual(['12:15:30 quarter 12:15', '12:30:30 quarter 12:30']);
});

test('replaces plans without disturbing those that stay', async () => {
  const { timer, told, scheduler } = scheduled([QUARTER]);

  await timer.advanceTo('2026-01-31T12:20:00Z');
  scheduler.replace([QUARTER, HOUR]);
  await timer.advanceTo('2026-01-31T12:31:00Z');
  scheduler.replace([HOUR]);
  await timer.advanceTo('2026-01-31T13:01:00Z');

  expect(told).toEqual(['12:15:30 quarter 12:15', '12:30:30 quarter 12:30', '13:00:00 hour 13:00']);
});

test('stops with what is running, and leaves no timer behind', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { timer, told, scheduler } = scheduled([QUARTER, HOUR], { work: () => promise });
  await timer.advanceTo('2026-01-31T12:16:00Z');

  let stopped = false;
  const stopping = scheduler.stop().then(() => {
    stopped = true;
  });
  await timer.advanceTo('2026-01-31T14:00:00Z');
  const before = stopped;
  resolve();
  await stopping;

  expect([before, stopped, timer.waiting]).toEqual([false, true, 0]);
  expect(told).toEqual(['12:15:30 quarter 12:15']);
});

test('holds ten thousand slots with one timer', async () => {
  let slots = 0;
  const { timer } = scheduled([QUARTER], {
    work: async () => {
      slots += 1;
    },
  });

  await timer.advanceTo('2026-05-15T16:10:00Z');

  expect([slots, timer.waiting]).toEqual([
    Math.floor((Date.parse('2026-05-15T16:10:00Z') - Date.parse('2026-01-31T12:04:00Z')) / QUARTER.everyMs),
    1,
  ]);
});
