import { expect, test } from 'vitest';
import { metadataChange } from './metric-metadata.js';

const declared = { name: 'acme.speed', type: 'gauge', unit: 'step/second', description: 'Steps a second.' };

test('a metric of which nothing is stored gets everything that is declared', () => {
  expect(metadataChange(declared, { type: 'gauge' })).toEqual({
    type: 'gauge',
    description: 'Steps a second.',
    unit: 'step',
    perUnit: 'second',
  });
});

test('only what differs is written, and the type with it', () => {
  const stored = { type: 'gauge', description: 'Steps.', unit: 'step', perUnit: 'second', shortName: 'speed' };

  expect(metadataChange(declared, stored)).toEqual({ type: 'gauge', description: 'Steps a second.' });
});

test('equal metadata are left alone, and so is what the catalog says nothing of', () => {
  const { unit, ...unitless } = declared;

  expect([
    metadataChange(declared, { type: 'gauge', description: 'Steps a second.', unit, perUnit: 'second' }),
    metadataChange(declared, { type: 'gauge', description: 'Steps a second.', unit: 'step', perUnit: 'second' }),
    metadataChange(unitless, { type: 'gauge', description: 'Steps a second.', unit: 'hour' }),
  ]).toEqual([{ type: 'gauge', unit: 'step' }, undefined, undefined]);
});

test('a distribution takes no metadata', () => {
  expect([
    metadataChange({ ...declared, type: 'distribution' }, {}),
    metadataChange(declared, { type: 'distribution' }),
  ]).toEqual([undefined, undefined]);
});
