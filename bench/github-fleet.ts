import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, median } from './figure.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { type Source, spawned } from './source.ts';

const AT = new Date('2025-10-23T18:36:00Z');
const QUARTER = 15 * 60_000;
const ROUNDS = 3;

interface Run {
  readonly seconds: number;
  readonly requests: number;
  readonly peakMiB: number;
}

/** A hundred repositories whose answers are kept, against ten; each run is a process of its own. */
export const githubFleet: Bench = {
  name: 'github.fleet',
  about: `100 warm repositories against 10, in turn, median of ${ROUNDS}`,
  async measure() {
    const source = await spawned('fleet-stand-in.ts', [AT.toISOString()]);
    const folder = await mkdtemp(join(tmpdir(), 'metta-dd-bench-'));
    try {
      const run = (count: number, round: number) => collect(source, folder, count, round);
      for (const count of [10, 100]) await run(count, 0);
      const pairs: { readonly ten: Run; readonly hundred: Run }[] = [];
      for (let round = 1; round <= ROUNDS; round++)
        pairs.push({ ten: await run(10, round), hundred: await run(100, round) });
      const peak = median(pairs.map(({ hundred }) => hundred.peakMiB));
      return [
        {
          name: 'github.fleet.requests_100',
          value: median(pairs.map(({ hundred }) => hundred.requests)),
          unit: 'requests',
        },
        {
          name: 'github.fleet.time_ratio',
          value: median(pairs.map(({ ten, hundred }) => hundred.seconds / ten.seconds)),
          unit: 'x',
          bar: { kind: 'below', value: 12 },
        },
        { name: 'github.fleet.peak_10', value: median(pairs.map(({ ten }) => ten.peakMiB)), unit: 'MiB' },
        { name: 'github.fleet.peak_100', value: peak, unit: 'MiB', bar: { kind: 'below', value: 300 } },
        {
          name: 'github.fleet.peak_ratio',
          value: median(pairs.map(({ ten, hundred }) => hundred.peakMiB / ten.peakMiB)),
          unit: 'x',
          bar: { kind: 'below', value: 1.5 },
        },
      ];
    } finally {
      await source.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function collect(source: Source, folder: string, count: number, round: number): Promise<Run> {
  const at = new Date(AT.getTime() + round * QUARTER);
  await source.setClock(at);
  const script = join(import.meta.dirname, 'fleet-run.ts');
  const config = JSON.stringify(source.collectors.github);
  const args = [String(count), at.toISOString(), join(folder, String(count)), config, source.env.GITHUB_TOKEN ?? ''];
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, script, ...args]);
  return JSON.parse(stdout);
}
