import { expect, test } from 'vitest';
import type { DeclaredMetric } from './declared-metrics.js';
import { standing } from './standing.js';

function declared(name: string, fields: Partial<DeclaredMetric> = {}): DeclaredMetric {
  return {
    name,
    collector: 'ships',
    type: 'gauge',
    description: 'Something.',
    needs: [],
    event: false,
    present: false,
    tags: {},
    ...fields,
  };
}

test('tells what is missing, what fell silent and what nobody declares', () => {
  const catalog = [
    declared('ships.afloat'),
    declared('ships.sunk'),
    declared('ships.lost'),
    declared('ships.landed', { event: true }),
    declared('ships.left', { event: true }),
  ];
  const recent = ['ships.afloat', 'ships.pirates', 'system.load.1'];

  expect(standing(catalog, { recent, known: [...recent, 'ships.sunk', 'ships.left', 'ships.old'] })).toEqual({
    fresh: 1,
    missing: [{ metric: 'ships.lost', collector: 'ships' }],
    stale: [
      { metric: 'ships.sunk', collector: 'ships' },
      { metric: 'ships.left', collector: 'ships' },
    ],
    unknown: [{ metric: 'ships.pirates' }],
  });
});

test('without a catalog nothing is known, and nothing unknown', () => {
  expect(standing([], { recent: ['ships.afloat'], known: [] })).toEqual({
    fresh: 0,
    missing: [],
    stale: [],
    unknown: [],
  });
});
