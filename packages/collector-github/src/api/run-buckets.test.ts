import { expect, test } from 'vitest';
import { bucketsOf, createdIn, freshMs, halvesOf } from './run-buckets.js';

const START = new Date('2025-10-23T18:36:00Z');

test('a week is cut into fixed six-hour stretches whose addresses stay the same', () => {
  const buckets = bucketsOf(new Date('2025-10-16T18:36:00Z'), START).map(createdIn);

  expect(buckets).toHaveLength(29);
  expect(buckets[0]).toBe('2025-10-16T18:00:00Z..2025-10-16T23:59:59Z');
  expect(buckets.at(-1)).toBe('2025-10-23T18:00:00Z..2025-10-23T23:59:59Z');
});

test('halves meet without a gap or an overlap, down to a second', () => {
  const halves = halvesOf({ from: new Date('2025-10-23T18:00:00Z'), to: new Date('2025-10-23T23:59:59Z') });
  const pair = halvesOf({ from: new Date('2025-10-23T18:00:00Z'), to: new Date('2025-10-23T18:00:01Z') });

  expect(halves?.map(createdIn)).toEqual([
    '2025-10-23T18:00:00Z..2025-10-23T20:59:59Z',
    '2025-10-23T21:00:00Z..2025-10-23T23:59:59Z',
  ]);
  expect(pair?.map(createdIn)).toEqual([
    '2025-10-23T18:00:00Z..2025-10-23T18:00:00Z',
    '2025-10-23T18:00:01Z..2025-10-23T18:00:01Z',
  ]);
  expect(halvesOf({ from: START, to: START })).toBeUndefined();
});

test('only what is older than two days is taken on trust, for an hour', () => {
  const buckets = bucketsOf(new Date('2025-10-16T18:36:00Z'), START);

  const trusted = buckets.filter((bucket) => freshMs(bucket, START) === 3_600_000);

  expect(trusted).toHaveLength(20);
});
