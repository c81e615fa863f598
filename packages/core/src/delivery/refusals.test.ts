import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gauge, gauges, NOW, observation, rig } from '../../test/delivery/rig.js';
import { ACCEPTED, type IntakeRequest, scriptedIntake } from '../../test/delivery/scripted-intake.js';
import { createSender, type Sender } from './index.js';

const atNow = () => new Date(NOW * 1000);
const PROBE = 'metta_dd.spool.points';
const REFUSED = { status: 400, body: '{"errors":["bad point"]}' };

/** Refuses what holds one of the bad indices, and takes the known-good point. */
const refusing = (bad: ReadonlySet<number>) => (request: IntakeRequest) =>
  indicesOf(request).some((index) => bad.has(index)) ? REFUSED : ACCEPTED;

const indicesOf = ({ series }: IntakeRequest) =>
  series.filter(({ metric }) => metric !== PROBE).map(({ tags }) => Number(tags[0]?.split(':')[1]));

const deliver = async (sender: Sender, count: number) => (await sender.deliver(gauges(count)))[0];

test('finds the bad points within the promised requests, sends all others once and rejects nothing else', async () => {
  const scenario = fc
    .integer({ min: 1, max: 300 })
    .chain((count) =>
      fc.record({ count: fc.constant(count), bad: fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 3 }) }),
    );

  await fc.assert(
    fc.asyncProperty(scenario, async ({ count, bad }) => {
      await using intake = await scriptedIntake({ date: atNow, answer: refusing(new Set(bad)) });

      const report = await deliver(createSender(rig(intake.url).options), count);

      expect(report).toMatchObject({ accepted: count - bad.length, rejected: bad.length, kept: 0 });
      const data = intake.requests.filter(({ series }) => series[0]?.metric !== PROBE);
      const taken = data.filter((request) => !indicesOf(request).some((index) => bad.includes(index)));
      expect(taken.flatMap(indicesOf).toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: count }, (_, index) => index).filter((index) => !bad.includes(index)),
      );
      expect(data.length - 1).toBeLessThanOrEqual(bad.length * 2 * Math.ceil(Math.log2(count)));
      expect(intake.requests.length - data.length).toBe(1);
    }),
    { numRuns: 15 },
  );
});

test('gives a batch 64 extra requests and keeps what they did not clear', async () => {
  const bad = new Set(Array.from({ length: 500 }, (_, index) => index * 2));
  await using intake = await scriptedIntake({ date: atNow, answer: refusing(bad) });

  const report = await deliver(createSender(rig(intake.url).options), 1000);

  expect(intake.requests.length).toBe(65);
  expect((report?.accepted ?? 0) + (report?.rejected ?? 0) + (report?.kept ?? 0)).toBe(1000);
  expect(report?.kept).toBeGreaterThan(0);
  expect(report?.reasons.find(({ outcome }) => outcome === 'kept')?.reason).toBe(
    'refused with others, and the requests for telling them apart are spent',
  );
});

test('finds the bad point within a series of many', async () => {
  const isBad = ({ series }: IntakeRequest) =>
    series.some(({ points }) => points.some((point) => JSON.stringify(point).includes('"value":7')));
  await using intake = await scriptedIntake({
    date: atNow,
    answer: (request) => (request.series[0]?.metric !== PROBE && isBad(request) ? REFUSED : ACCEPTED),
  });
  const points = Array.from({ length: 16 }, (_, index): [number, number] => [NOW - index, index]);

  const [report] = await createSender(rig(intake.url).options).deliver([gauge('test.value', { points })]);

  expect(report).toMatchObject({ accepted: 15, rejected: 1, kept: 0 });
});

test('blames the path and keeps all points when a known-good one is refused as well', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => REFUSED });

  const report = await deliver(createSender(rig(intake.url, { concurrency: 1 }).options), 10_001);

  expect(report).toMatchObject({ accepted: 0, rejected: 0, kept: 10_001 });
  expect(intake.requests.length).toBe(2);
  expect(report?.reasons.map(({ reason }) => reason)).toEqual([
    '400 bad point; a known-good point is not taken either (400 bad point): the path is at fault',
  ]);
});

test('sends a true number as its known-good point', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: refusing(new Set([0])) });

  await deliver(createSender(rig(intake.url, { tags: ['env:test'] }).options), 1);

  expect(intake.requests[1]?.series).toEqual([
    { metric: PROBE, type: 3, points: [{ timestamp: NOW, value: 1 }], tags: ['env:test'], unit: 'item' },
  ]);
});

test('splits what is too large and sends both halves', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: ({ series }) => (series.length > 30 ? { status: 413 } : ACCEPTED),
  });

  const report = await deliver(createSender(rig(intake.url).options), 100);

  expect(report).toMatchObject({ accepted: 100, rejected: 0, kept: 0 });
  expect(intake.requests.map(({ series }) => series.length)).toEqual([100, 50, 25, 25, 50, 25, 25]);
});

test('rejects a series that is too large alone, once the path has proved sound', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: (request) => (indicesOf(request).includes(3) ? { status: 413 } : ACCEPTED),
  });

  const report = await deliver(createSender(rig(intake.url).options), 8);

  expect(report).toMatchObject({ accepted: 7, rejected: 1, kept: 0 });
});

test('keeps everything when nothing is small enough', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => ({ status: 413 }) });

  const report = await deliver(createSender(rig(intake.url).options), 1000);

  expect(report).toMatchObject({ accepted: 0, rejected: 0, kept: 1000 });
  expect(intake.requests.length).toBeLessThanOrEqual(65);
});

test('tells the bad observations of distributions apart', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: ({ body }) => (body.includes('[5]') ? REFUSED : ACCEPTED),
  });
  const series = Array.from({ length: 9 }, (_, index) => observation(`${index}`, { tags: [`index:${index}`] }));

  const [report] = await createSender(rig(intake.url).options).deliver(series);

  expect(report).toMatchObject({ accepted: 8, rejected: 1, inDoubt: 0, kept: 0 });
});
