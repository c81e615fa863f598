import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type Bench, type Figure, median } from './figure.ts';
import { githubSteps, LANES } from './github-schedule.ts';
import { idealMs } from './ideal-schedule.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { type Source, spawned } from './source.ts';

const AT = new Date('2025-10-23T18:36:00Z');
const LATENCY_MS = 150;
// Their tips are read page by page: a chain that no concurrency shortens, and the slowest of all six.
const BRANCHES = 6_000;
const ROUNDS = 3;
const UNPACED = 1_000_000;

interface Round {
  readonly ms: number;
  readonly ideal: number;
  readonly requests: Readonly<Record<string, number>>;
}

/** All six collectors in one run of the CLI, against the ideal schedule of the slowest of them. */
export const six: Bench = {
  name: 'six',
  about: `all six collectors at ${LATENCY_MS} ms a request, pacing off, median of ${ROUNDS}`,
  async measure() {
    const source = await spawned('six-stand-ins.ts', [String(LATENCY_MS), AT.toISOString(), String(BRANCHES)]);
    try {
      await collect(source);
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await collect(source));
      const [first] = rounds;
      return [
        ...Object.entries(first?.requests ?? {}).map(
          ([id, value]): Figure => ({ name: `six.requests.${id}`, value, unit: 'requests' }),
        ),
        { name: 'six.wall', value: median(rounds.map(({ ms }) => ms)) / 1000, unit: 's' },
        {
          name: 'six.ideal_of_slowest',
          value: median(rounds.map(({ ideal }) => ideal)) / 1000,
          unit: 's',
          bar: { kind: 'above', value: 4 },
        },
        {
          name: 'six.ratio',
          value: median(rounds.map(({ ms, ideal }) => ms / ideal)),
          unit: 'x',
          bar: { kind: 'below', value: 1.3 },
        },
      ];
    } finally {
      await source.stop();
    }
  },
};

/** A cold run of the CLI: from the start of the collectors to the end of the last one. */
async function collect(source: Source): Promise<Round> {
  await source.forget();
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-bench-'));
  const file = join(folder, 'metta-dd.yaml');
  const asana = { ...Object(source.collectors.asana), requestsPerMinute: UNPACED };
  await writeFile(file, stringify({ env: 'bench', at: AT.toISOString(), collectors: { ...source.collectors, asana } }));
  const bin = join(import.meta.dirname, '../packages/cli/bin/run.js');
  const env = { ...process.env, ...source.env, METTA_DD_CONFIG: file, METTA_DD_STATE_DIR: join(folder, 'state') };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, '--', bin, 'collect', '--json'], {
      env,
      cwd: join(import.meta.dirname, '..'),
      maxBuffer: 2 ** 28,
    });
    const { collectors }: { collectors: { id: string; requests: number; durationMs: number }[] } =
      JSON.parse(stdout).result;
    return {
      ms: Math.max(...collectors.map(({ durationMs }) => durationMs)),
      ideal: idealMs(githubSteps(await source.requests()), LANES),
      requests: Object.fromEntries(collectors.map(({ id, requests }) => [id, requests])),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
