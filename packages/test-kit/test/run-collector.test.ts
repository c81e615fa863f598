import { fileURLToPath } from 'node:url';
import type { CollectorManifest } from '@metta-dd/core';
import { expect, test } from 'vitest';
import { NOTHING_SENT, noDataOf, runCollector, type Scene, type Source, valuesByMetric } from '../src/index.js';
import { startHarbourMaster } from './harbour-master.js';

const index = fileURLToPath(new URL('ships/index.js', import.meta.url));
const { default: ships }: { default: CollectorManifest } = await import(index);

async function atHarbour<T>(scene: Scene, use: (source: Source) => Promise<T>): Promise<T> {
  const source = await startHarbourMaster(scene);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

test('a run gives the report of the engine', async () => {
  const report = await atHarbour('ordinary', ({ config, secrets, startedAt }) =>
    runCollector(ships, { config, secrets, startedAt, tags: { env: 'test' } }),
  );

  expect([report.id, report.state, report.requests]).toEqual(['ships', 'ok', 2]);
  expect(valuesByMetric(report, ['env', 'harbour'])).toEqual({ 'ships.fleet.total': 2, 'ships.fleet.age': 9 });
  expect(noDataOf(report)).toEqual({
    'ships.fleet.arrived': 'events are switched off: set events: true for this collector',
  });
});

test('values of several targets are told apart by their tags', async () => {
  const report = await atHarbour('two targets', ({ config, secrets, startedAt }) =>
    runCollector(ships, { config, secrets, startedAt, wants: (metric) => metric === 'ships.fleet.total' }),
  );

  expect(valuesByMetric(report)).toEqual({
    'ships.fleet.total{harbour:bergen}': 2,
    'ships.fleet.total{harbour:oslo}': 2,
  });
});

test('events are collected where something is remembered of them', async () => {
  const report = await atHarbour('ordinary', ({ config, secrets, startedAt }) =>
    runCollector(ships, { config, secrets, startedAt, events: NOTHING_SENT }),
  );

  expect(report.series.flatMap(({ events }) => events?.ids ?? [])).toEqual(['aegir', 'bragi']);
});

test('a configuration that is refused ends the run before it begins', async () => {
  const run = runCollector(ships, { config: { harbors: [] }, startedAt: new Date('2026-11-20T00:00:00Z') });

  await expect(run).rejects.toThrow('the configuration of ships is refused: unknown key harbors');
});
