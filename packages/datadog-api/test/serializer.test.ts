import { gunzipSync } from 'node:zlib';
import { createSender, memoryOutbox } from '@metta-dd/core/delivery';
import { fixedClock, type Series } from '@metta-dd/core/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ObjectSerializer } from '#client/v2/serializer';
import { NOW } from './local.js';

const TYPES = { count: 1, gauge: 3 } as const;
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

const tag = fc.oneof(
  fc.tuple(word, word).map(([key, value]) => `${key}:${value}`),
  // The sender cleans tags as the intake would; a letter at the end keeps one from coming out empty.
  fc.tuple(word, text).map(([key, value]) => `${key}:${value}x`),
);
const point = fc.tuple(
  fc.integer({ min: NOW - 3_000, max: NOW + 500 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const series = fc.record(
  {
    metric: fc.tuple(word, word).map((words) => words.join('.')),
    type: fc.constantFrom('count' as const, 'gauge' as const),
    tags: fc.array(tag, { maxLength: 5 }),
    points: fc.array(point, { minLength: 1, maxLength: 4 }),
    unit: fc.constantFrom('hour', 'item', 'degree celsius'),
    interval: fc.integer({ min: 1, max: 3_600 }),
  },
  { requiredKeys: ['metric', 'type', 'tags', 'points'] },
);

/** The payloads that the sender puts on the wire. */
async function sent(all: readonly Series[]): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const sender = createSender({
    destinations: [{ name: 'test', url: 'http://127.0.0.1', apiKey: () => 'key' }],
    fetch: async (_, init) => {
      if (init?.body instanceof Uint8Array) bodies.push(JSON.parse(gunzipSync(init.body).toString()));
      return Response.json({ errors: [] }, { status: 202, headers: { date: new Date(NOW * 1_000).toUTCString() } });
    },
    clock: fixedClock(new Date(NOW * 1_000)),
    random: () => 0,
    sleep: async () => undefined,
    log: { debug: () => undefined, warn: () => undefined },
    spool: memoryOutbox(),
    signal: new AbortController().signal,
  });
  await sender.deliver(all);
  await sender.close();
  return bodies;
}

/** What the official client makes of the same series, keys in the order of its models. */
function officially(payload: unknown): unknown {
  const read: unknown = ObjectSerializer.deserialize(payload, 'MetricPayload', '');
  return JSON.parse(JSON.stringify(ObjectSerializer.serialize(read, 'MetricPayload', '')));
}

test('the official client reads what the sender writes, and would write the same', async () => {
  const RUNS = 200;
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(series, { minLength: 1, maxLength: 6 }), async (all) => {
      for (const payload of await sent(all)) {
        expect(officially(payload)).toEqual(payload);
        checked += 1;
      }
    }),
    { numRuns: RUNS },
  );

  expect(checked).toBe(RUNS);
});

test('the official client writes the same of the series themselves', async () => {
  const all: Series[] = [
    { metric: 'acme.a', type: 'gauge', unit: 'hour', tags: ['env:test', 'org:acme'], points: [[NOW, 1.5]] },
    {
      metric: 'acme.b',
      type: 'count',
      interval: 900,
      tags: ['env:test'],
      points: [
        [NOW - 60, 0],
        [NOW, 1e21],
      ],
    },
    { metric: 'acme.c', type: 'gauge', tags: ['name:grün'], points: [[NOW, -0.1]] },
  ];
  const models = {
    series: all.map(({ type, points, ...rest }) => ({
      ...rest,
      type: type === 'distribution' ? 0 : TYPES[type],
      points: points.map(([timestamp, value]) => ({ timestamp, value })),
    })),
  };

  const payloads = await sent(all);

  const official: unknown = JSON.parse(JSON.stringify(ObjectSerializer.serialize(models, 'MetricPayload', '')));
  expect(payloads).toEqual([official]);
});
