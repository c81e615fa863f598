import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSender,
  type DeliveryReport,
  memoryOutbox,
  openSpool,
  type SenderOptions,
  thisProcess,
} from '../../packages/core/dist/delivery/index.js';
import { type Series, systemClock } from '../../packages/core/dist/runtime/index.js';
import { missingGo } from '../go.ts';
import type { Check } from '../peer.ts';
import { randomOf } from '../random.ts';
import { generateSeries } from './series.ts';
import { build, type Stored, VERSION, VictoriaMetrics } from './victoria-metrics.ts';

// A database that takes Datadog's series: it tells what really went over the wire, and keeps what was sent twice.
export const name = 'intake';
export const version = `VictoriaMetrics ${VERSION}`;
export const missing = missingGo;

const SERIES = 10_000;
const FEWER_SERIES = 500;
// It stores 15 significant digits.
const TOLERANCE = 1e-12;
const NOBODY = 'http://127.0.0.1:9';

let database: VictoriaMetrics | undefined;
let seedNumber = 1;

/** Builds the database where the cache does not have it, and starts it. */
export async function start(cacheFolder: string): Promise<void> {
  database = await VictoriaMetrics.start(await build(cacheFolder));
}

/** Which series will be sent. */
export async function seed(number = 1): Promise<void> {
  seedNumber = number;
}

/** Stops the database and removes its data. */
export async function stop(): Promise<void> {
  await database?.stop();
  database = undefined;
}

/** What is sent and read back; names begin with the check's own word, so that none sees another's. */
export function checks(): readonly Check[] {
  return [
    { name: 'series by gzip', run: () => readBack('gzip') },
    { name: 'series by zstd', run: () => readBack('zstd') },
    { name: 'points that the intake would drop', run: refused },
    { name: 'an outage, through the spool', run: outage },
  ];
}

async function readBack(compression: 'gzip' | 'zstd'): Promise<string> {
  const series = generated(SERIES, compression);

  const report = await delivered(series, { compression });

  assert.equal(report.accepted, pointsOf(series));
  const { length } = await sameStored(compression, series);
  return `${length} series, ${report.accepted} points, ${report.requests} requests`;
}

async function refused(): Promise<string> {
  const good = generated(FEWER_SERIES, 'refused');
  const now = Math.floor(systemClock().now().getTime() / 1000);
  const bad: readonly Series[] = [
    [now, Number.NaN] as const,
    [now, Number.POSITIVE_INFINITY] as const,
    [now - 2 * 3600, 1] as const,
    [now + 3600, 1] as const,
  ].map((point, index) => ({ metric: 'refused.bad', type: 'gauge', tags: [`index:${index}`], points: [point] }));

  const report = await delivered([...good, ...bad, ...good], {});

  assert.equal(report.accepted, pointsOf(good));
  assert.equal(report.rejected + report.expired, bad.length + pointsOf(good));
  await sameStored('refused', good);
  return `${report.rejected + report.expired} points kept from it, ${report.accepted} stored once`;
}

async function outage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-spool-'));
  const spool = () => openSpool({ folder, process: thisProcess(() => systemClock().now().getTime()) });
  const series = generated(FEWER_SERIES, 'outage');
  try {
    const [early, late] = [series.slice(0, FEWER_SERIES / 2), series.slice(FEWER_SERIES / 2)];
    const kept = await delivered(early, { spool: spool(), budgetMs: 0 }, NOBODY);
    const report = await delivered(late, { spool: spool() });

    assert.equal(kept.kept, pointsOf(early));
    assert.equal(report.accepted, pointsOf(series));
    await sameStored('outage', series);
    return `${kept.kept} points waited, ${report.accepted} stored`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function delivered(
  series: readonly Series[],
  changes: Partial<SenderOptions>,
  url = `${running().url}/datadog`,
): Promise<DeliveryReport> {
  const warnings: string[] = [];
  const sender = createSender({
    destinations: [{ name: 'interop', url, apiKey: () => 'interop' }],
    fetch,
    clock: systemClock(),
    random: randomOf(seedNumber),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
    log: { debug: () => undefined, warn: (message) => warnings.push(message) },
    spool: memoryOutbox(),
    signal: new AbortController().signal,
    ...changes,
  });
  const [report] = await sender.deliver(series);
  await sender.close();
  if (report === undefined) throw new Error(`the sender reports nothing: ${warnings.join('; ')}`);
  return report;
}

/** Compares all that is stored under a prefix with what was sent. */
async function sameStored(prefix: string, series: readonly Series[]): Promise<readonly Stored[]> {
  const until = Math.floor(systemClock().now().getTime() / 1000) + 7200;
  const stored = await running().stored(`${prefix}[.]`, until);
  const byLabels = new Map(stored.map((one) => [labelText(one.metric), one]));
  assert.equal(stored.length, series.length, `${series.length} series sent, ${stored.length} stored`);
  for (const one of series) {
    const labels = labelText({ ...labelsOf(one.tags), __name__: one.metric });
    const found = byLabels.get(labels);
    assert.ok(found, `not stored: ${labels}`);
    const points = one.points.toSorted(([a], [b]) => a - b);
    assert.deepEqual(
      found.timestamps,
      points.map(([seconds]) => seconds * 1000),
      labels,
    );
    for (const [index, [, value]] of points.entries()) {
      const read = found.values[index] ?? Number.NaN;
      assert.ok(Math.abs(read - value) <= TOLERANCE * Math.abs(value), `${labels}: ${value} sent, ${read} stored`);
    }
  }
  return stored;
}

function generated(count: number, prefix: string): readonly Series[] {
  return generateSeries(count, { seed: seedNumber, now: systemClock().now(), prefix });
}

function labelsOf(tags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tags.map((tag) => {
      const colon = tag.indexOf(':');
      return [tag.slice(0, colon), tag.slice(colon + 1)];
    }),
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function pointsOf(series: readonly Series[]): number {
  return series.reduce((sum, { points }) => sum + points.length, 0);
}

function running(): VictoriaMetrics {
  if (database === undefined) throw new Error('the peer has not been started');
  return database;
}
