// A process of its own: SIDE WORK URL BATCH FOLDER. Holds the array of one side, may load its modules, may send it.
import { createRequire } from 'node:module';
import type { Series } from '../packages/core/dist/runtime/index.js';

export interface Measured {
  readonly importMs: number;
  readonly ms: number;
  readonly peakMib: number;
}

const COUNT = 100_000;
const METRICS = Array.from({ length: 50 }, (_, index) => `bench.metric_${index}`);

const [side = '', work = '', url = '', batch = '', folder = ''] = process.argv.slice(2);
const { importMs, ms } = side === 'official' ? await official() : await own();
const measured: Measured = { importMs, ms, peakMib: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(measured));
process.exit(0);

async function own() {
  if (work === 'hold') return { ...held(built(ownForm)), importMs: 0 };
  const began = performance.now();
  const [{ delivered }, { memoryOutbox, openSpool, thisProcess }] = await Promise.all([
    import('./own-sender.ts'),
    import('../packages/core/dist/delivery/index.js'),
  ]);
  const memory = { spool: memoryOutbox() };
  // Modules that are loaded at the first request are imports as well.
  await delivered(built(ownForm, 1), url, memory);
  const importMs = performance.now() - began;
  const series = built(ownForm);
  if (work === 'load') return { ...held(series), importMs };
  const spool = folder === '' ? memoryOutbox() : openSpool({ folder, process: thisProcess(() => Date.now()) });
  globalThis.gc?.();
  const startedMs = performance.now();
  await delivered(series, url, { spool, compression: work === 'zstd' ? 'zstd' : 'gzip' });
  return { importMs, ms: performance.now() - startedMs };
}

async function official() {
  if (work === 'hold') return { ...held(built(officialForm)), importMs: 0 };
  const require = createRequire(new URL('../packages/datadog-api/package.json', import.meta.url));
  const began = performance.now();
  const { client, v2 } = require('@datadog/datadog-api-client');
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(url, {}),
    authMethods: { apiKeyAuth: 'bench' },
  });
  const api = new v2.MetricsApi(configuration);
  await api.submitMetrics({ body: { series: built(officialForm, 1) }, contentEncoding: 'gzip' });
  const importMs = performance.now() - began;
  const series = built(officialForm);
  if (work === 'load') return { ...held(series), importMs };
  globalThis.gc?.();
  const startedMs = performance.now();
  for (let from = 0; from < series.length; from += Number(batch))
    await api.submitMetrics({ body: { series: series.slice(from, from + Number(batch)) }, contentEncoding: 'gzip' });
  return { importMs, ms: performance.now() - startedMs };
}

function held(series: readonly unknown[]) {
  if (series.length !== COUNT) throw new Error('the array is not whole');
  globalThis.gc?.();
  return { ms: 0 };
}

function built<T>(form: (metric: string, tags: string[], seconds: number, value: number) => T, count = COUNT): T[] {
  const seconds = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, index) =>
    form(METRICS[index % METRICS.length] ?? '', tagsOf(index), seconds, index / 8),
  );
}

// Joined, since a template literal leaves strings in pieces, which whoever reads them first would pay for.
function tagsOf(index: number): string[] {
  return [
    ['branch', `feature-${index % 500}`],
    ['env', 'production'],
    ['job', `build-and-test-${index}`],
    ['repo', `acme/widgets-${index % 100}`],
    ['team', `platform-${index % 20}`],
  ].map((pair) => pair.join(':'));
}

function ownForm(metric: string, tags: string[], seconds: number, value: number): Series {
  return { metric, type: 'gauge', tags, points: [[seconds, value]] };
}

function officialForm(metric: string, tags: string[], timestamp: number, value: number) {
  return { metric, type: 3, tags, points: [{ timestamp, value }] };
}
