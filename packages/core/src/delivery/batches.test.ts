import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { gauge, gauges, NOW, rig } from '../../test/delivery/rig.js';
import { scriptedIntake } from '../../test/delivery/scripted-intake.js';
import { Batcher, halvesByLength, MOST_BYTES, MOST_COMPRESSED_BYTES, MOST_POINTS, payloadOf } from './batches.js';
import type { Entry } from './entry.js';
import { createSender } from './index.js';

const atNow = () => new Date(NOW * 1000);

const entryOf = (bytes: number, points = 1): Entry => ({
  wire: 'x'.repeat(bytes),
  points,
  oldest: NOW,
  newest: NOW,
});

/** How many entries and how many bytes the batches of these entries have. */
function batchesOf(entries: readonly Entry[]): readonly { readonly count: number; readonly bytes: number }[] {
  const batcher = new Batcher('series');
  const batches: { count: number; bytes: number }[] = [];
  const take = () => {
    const batch = batcher.take();
    batches.push({ count: batch.count, bytes: batch.payload.length });
  };
  for (const entry of entries) {
    if (batcher.add(entry)) continue;
    take();
    batcher.add(entry);
  }
  take();
  return batches;
}

test.each([
  [MOST_POINTS, [MOST_POINTS]],
  [MOST_POINTS + 1, [MOST_POINTS, 1]],
])('puts %i points into batches of %j', (count, sizes) => {
  const entries = Array.from({ length: count }, () => entryOf(10));

  const batches = batchesOf(entries);

  expect(batches.map(({ count }) => count)).toEqual(sizes);
});

test.each([
  [0, 1],
  [1, 2],
])('fills the uncompressed limit to the byte and %i beyond', (beyond, count) => {
  const room = MOST_BYTES - payloadOf([]).length - 1;
  const half = Math.floor(room / 2);

  const batches = batchesOf([entryOf(half), entryOf(room - half + beyond)]);

  expect(batches.length).toBe(count);
  for (const { bytes } of batches) expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  if (beyond === 0) expect(batches).toEqual([{ count: 2, bytes: MOST_BYTES }]);
});

test.each([
  [[1, 1, 1, 1], 2],
  [[9, 1, 1, 1], 1],
  [[1, 1, 1, 9], 3],
  [[1, 9], 1],
])('halves %j after %i', (sizes, at) => {
  const entries = sizes.map((size) => entryOf(size));

  const [first, second] = halvesByLength(entries);

  expect([first.length, second.length]).toEqual([at, sizes.length - at]);
});

test('splits by the measured compressed size', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);
  const noisy = (index: number) =>
    Array.from({ length: 8 }, (_, key) => `k${key}:${index}${randomBytes(80).toString('hex')}`);
  const series = Array.from({ length: 2000 }, (_, index) => gauge('test.value', { tags: noisy(index) }));

  const [report] = await createSender(options).deliver(series);

  expect(report).toMatchObject({ accepted: 2000, rejected: 0 });
  expect(intake.requests.length).toBeGreaterThan(1);
  for (const { bytes } of intake.requests) expect(bytes).toBeLessThanOrEqual(MOST_COMPRESSED_BYTES);
});

test('splits a series of more points than a payload takes', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);
  const points = Array.from({ length: 10_001 }, (_, index): [number, number] => [NOW - (index % 3600), index]);
  const distribution = gauge('test.duration', { type: 'distribution', points });

  const [report] = await createSender(options).deliver([distribution]);

  expect(report).toMatchObject({ accepted: 10_001, rejected: 0 });
});

test('sends no more than 10,000 points at once', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(25_000));

  expect(report).toMatchObject({ accepted: 25_000 });
  expect(intake.requests.map(({ series }) => series.length).toSorted((one, other) => other - one)).toEqual([
    10_000, 10_000, 5000,
  ]);
});
