import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, median } from './figure.ts';
import { type IntakeSink, startIntakeSink } from './intake-sink.ts';
import { NODE_FLAGS } from './node-flags.ts';
import type { SpoolRun } from './spool-run.ts';

const FEW = 100_000;
const MANY = 1_000_000;
const ROUNDS = 3;
// The port of tcpmux, where nobody listens.
const NOWHERE = 'http://127.0.0.1:1';

const run = promisify(execFile);

/** A million points through spool and sender against a tenth of them, and what a spool of the tenth takes to empty. */
export const spool: Bench = {
  name: 'spool',
  about: `${MANY} points through spool and sender against ${FEW}, median of ${ROUNDS}`,
  async measure() {
    const sink = await startIntakeSink();
    try {
      const rounds: { readonly few: SpoolRun; readonly many: SpoolRun; readonly recovery: SpoolRun }[] = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({
          few: await inFolder((folder) => sent(sink, FEW, folder)),
          many: await inFolder((folder) => sent(sink, MANY, folder)),
          recovery: await inFolder((folder) => recovered(sink, folder)),
        });
      const growth = median(rounds.map(({ few, many }) => many.peakMib - few.peakMib));
      const seconds = (of: 'few' | 'many' | 'recovery') => median(rounds.map((round) => round[of].ms / 1000));
      return [
        { name: 'spool.peak_growth', value: growth, unit: 'MiB', bar: { kind: 'below', value: 20 } },
        { name: 'spool.peak_100000', value: median(rounds.map(({ few }) => few.peakMib)), unit: 'MiB' },
        { name: 'spool.time_1000000', value: seconds('many'), unit: 's' },
        { name: 'spool.fsync_share', value: median(rounds.map(({ many }) => many.syncShare * 100)), unit: '%' },
        { name: 'spool.recovery_100000', value: seconds('recovery'), unit: 's' },
      ];
    } finally {
      sink.stop();
    }
  },
};

async function sent(sink: IntakeSink, points: number, folder: string): Promise<SpoolRun> {
  const result = await child('send', points, sink.url, folder);
  await sink.taken(points);
  return result;
}

async function recovered(sink: IntakeSink, folder: string): Promise<SpoolRun> {
  await child('fill', FEW, NOWHERE, folder);
  const result = await child('recover', 0, sink.url, folder);
  await sink.taken(FEW);
  return result;
}

async function child(work: string, points: number, url: string, folder: string): Promise<SpoolRun> {
  const script = join(import.meta.dirname, 'spool-run.ts');
  const { stdout } = await run(process.execPath, [...NODE_FLAGS, script, work, String(points), url, folder]);
  return JSON.parse(stdout);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
