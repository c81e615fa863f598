import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Series } from '../runtime/report.js';
import { seriesEntry } from './series-payload.js';
import { SeriesText } from './series-text.js';
import { checkTags } from './tags.js';

const tag = fc.oneof(
  fc.stringMatching(/^[a-z:][a-z0-9:./-]{0,12}$/),
  fc.string({ unit: fc.constantFrom(...'az09:_-./A!é\u{10000}" \\'), maxLength: 8 }),
);

const series = fc.record(
  {
    metric: fc.stringMatching(/^[a-z]{1,3}(\.[a-z_0-9]{1,3}){0,3}$/),
    type: fc.constantFrom('gauge' as const, 'count' as const),
    tags: fc.array(tag, { maxLength: 6 }).map((tags) => tags.toSorted()),
    points: fc.array(fc.tuple(fc.nat(4_000_000_000), fc.double({ noNaN: true, noDefaultInfinity: true })), {
      maxLength: 5,
    }),
    unit: fc.constantFrom('second', 'byte/second', 'µs', 'a"b'),
    interval: fc.integer({ min: 1, max: 86_400 }),
  },
  { requiredKeys: ['metric', 'type', 'tags', 'points'] },
);

test('writes the bytes that JSON.stringify would, and lets nothing through that the intake changes', () => {
  const room = space();
  const text = new SeriesText(room);
  let written = 0;

  fc.assert(
    fc.property(series, (one) => {
      if (!text.write(one, one.type)) return;
      written += 1;
      const { wire, ...facts } = seriesEntry(one, one.type);
      expect(room.bytes.toString('utf8', text.from, text.until)).toBe(wire);
      expect(text).toMatchObject(facts);
      expect(checkTags(one.tags)).toEqual({ tags: one.tags });
    }),
    { numRuns: 5000 },
  );

  expect(written).toBeGreaterThan(500);
});

test.each([
  [['repo:acme/widgets-1'], true],
  [[':x', 'a', 'b'], true],
  [[`k:${'x'.repeat(198)}`], true],
  [[`k:${'x'.repeat(199)}`], false],
  [[''], false],
  [['team:'], false],
  [['a__b'], false],
  [['a_'], false],
  [['1a'], false],
  [['größe:1'], false],
  [['a"b'], false],
  [['b:2', 'a:1'], false],
  [['a:1', 'a:1'], false],
  [Array.from({ length: 101 }, (_, index) => `k${1000 + index}:v`), false],
])('judges %j', (tags, isStored) => {
  expect(new SeriesText(space()).write(gaugeOf({ tags }), 'gauge')).toBe(isStored);
});

test('tells points apart by their second, metric and tags', () => {
  const bitsOf = (seconds: number, one: Partial<Series>) => {
    const text = new SeriesText(space());
    text.write(gaugeOf(one), 'gauge');
    return [text.high(seconds), text.low(seconds)].join();
  };

  const bits = [
    bitsOf(1, { metric: 'a', tags: ['b', 'c'] }),
    bitsOf(2, { metric: 'a', tags: ['b', 'c'] }),
    bitsOf(1, { metric: 'a', tags: ['bc'] }),
    bitsOf(1, { metric: 'ab', tags: ['c'] }),
    bitsOf(1, { metric: 'a', tags: ['b', 'ç'] }),
    bitsOf(1, { metric: 'a', tags: ['b', 'g'] }),
  ];

  expect(new Set(bits).size).toBe(bits.length);
  expect(bitsOf(1, { metric: 'a', tags: ['b', 'c'], points: [[5, 6]] })).toBe(bits[0]);
});

test.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 0.5])('comes to an end at the time %d', (seconds) => {
  expect(new SeriesText(space()).write(gaugeOf({ points: [[seconds, 1]] }), 'gauge')).toBe(true);
});

function space() {
  const bytes = Buffer.alloc(100_000);
  return { bytes, reserve: () => 7 };
}

function gaugeOf(series: Partial<Series>): Series {
  return { metric: 'test.value', type: 'gauge', tags: [], points: [[1, 2]], ...series };
}
