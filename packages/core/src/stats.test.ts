import { expect, test } from 'vitest';
import { mean, quantile, share, tally } from './stats.js';

test('interpolates a quantile and never leaves the range of its samples', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  expect(quantile(values, 0.5)).toBe(5.5);
  expect(quantile(values, 0.9)).toBeCloseTo(9.1, 12);
  expect(quantile(values, 0.99)).toBeCloseTo(9.91, 12);
  expect(quantile(values, 1)).toBe(10);
});

test('has no data for nothing, and none below the minimum', () => {
  expect(mean([])).toBeUndefined();
  expect(quantile([], 0.9)).toEqual({ noData: '0 of 1 samples' });
  expect(quantile([1, 2, 3], 0.9, { minimum: 10 })).toEqual({ noData: '3 of 10 samples' });
});

test('counts known keys down to an explicit zero', () => {
  const counts = tally([{ state: 'on_track' }], 'status', ({ state }) => state, ['on_track', 'off_track']);

  expect(counts).toEqual([
    { value: 1, tags: { status: 'on_track' } },
    { value: 0, tags: { status: 'off_track' } },
  ]);
});

test('a share of nothing has no data', () => {
  expect(share(0, 0)).toBeUndefined();
  expect(share(0, 4)).toBe(0);
  expect(share(1, 4)).toBe(25);
});
