import { AuthenticationError } from '@metta-dd/core';
import type { MetadataChange, MetricMetadata } from '@metta-dd/datadog-api';
import { expect, test } from 'vitest';
import type { DeclaredMetric } from './declared-metrics.js';
import { pushMetadata } from './push-metadata.js';
import { pushedText } from './text.js';

const catalog: readonly DeclaredMetric[] = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({
  name: `ships.${letter}`,
  collector: 'ships',
  type: letter === 'd' ? 'distribution' : 'gauge',
  unit: 'item',
  description: `The ${letter}.`,
  needs: [],
  event: letter === 'd',
  present: false,
  tags: {},
}));
const known = new Set(['ships.a', 'ships.b', 'ships.d', 'ships.e']);

/** A Datadog that stores these metadata, fails for the others and notes what is written. */
function storing(stored: Readonly<Record<string, MetricMetadata>>) {
  const written: [string, MetadataChange][] = [];
  const asked: string[] = [];
  return {
    written,
    asked,
    metadata: async (name: string) => {
      asked.push(name);
      const found = stored[name];
      if (found === undefined) throw new Error(`cannot read the metadata of ${name}: 500 down`);
      return found;
    },
    updateMetadata: async (name: string, change: MetadataChange) => {
      written.push([name, change]);
      return change;
    },
  };
}

const stored = {
  'ships.a': { type: 'gauge', unit: 'item', description: 'The a.' },
  'ships.b': { type: 'gauge', unit: 'item' },
};
const change = { type: 'gauge', description: 'The b.' };
const results = (state: 'differs' | 'written') => [
  { metric: 'ships.a', collector: 'ships', state: 'equal' },
  { metric: 'ships.b', collector: 'ships', state, change },
  { metric: 'ships.c', collector: 'ships', state: 'noPoints' },
  { metric: 'ships.d', collector: 'ships', state: 'distribution' },
  { metric: 'ships.e', collector: 'ships', state: 'failed', reason: 'cannot read the metadata of ships.e: 500 down' },
];

test('shows what differs and writes nothing', async () => {
  const datadog = storing(stored);

  const shown = await pushMetadata(catalog, datadog, { known, push: false });

  expect({ shown, written: datadog.written }).toEqual({ shown: results('differs'), written: [] });
  expect(pushedText(shown, false)).toBe(
    [
      'differs  ships.b  gauge; The b.',
      'failed   ships.e  cannot read the metadata of ships.e: 500 down',
      '',
      '1 equal, 1 differ, 1 without points, 1 distributions, which take none, 1 failed',
      'nothing was written: add --push',
    ].join('\n'),
  );
});

test('writes what differs, and asks nothing of what has no points or takes no metadata', async () => {
  const datadog = storing(stored);

  const pushed = await pushMetadata(catalog, datadog, { known, push: true });

  expect({ pushed, written: datadog.written, asked: datadog.asked.toSorted() }).toEqual({
    pushed: results('written'),
    written: [['ships.b', change]],
    asked: ['ships.a', 'ships.b', 'ships.e'],
  });
});

test('refused keys end everything at once', async () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ name: `ships.n${index}`, collector: 'ships' }));
  const [model] = catalog;
  const asked: string[] = [];
  const refusing = {
    metadata: async (name: string) => {
      asked.push(name);
      throw new AuthenticationError('403');
    },
    updateMetadata: async () => ({}),
  };

  const pushing = pushMetadata(
    many.flatMap((one) => (model === undefined ? [] : [{ ...model, ...one }])),
    refusing,
    { known: new Set(many.map(({ name }) => name)), push: true },
  );

  await expect(pushing).rejects.toThrow('403');
  expect(asked.length).toBe(4);
});
