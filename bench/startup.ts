import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, median } from './figure.ts';

const ROUNDS = 15;
const BAR_MS = 200;

/** What the CLI costs before it does anything, above a bare Node; the three are run in turn. */
export const startup: Bench = {
  name: 'startup',
  about: `--help and collectors list against node -e 0, ${ROUNDS} rounds in turn`,
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'metta-dd-bench-'));
    const bin = join(import.meta.dirname, '../packages/cli/bin/run.js');
    const commands = [
      ['-e', '0'],
      [bin, '--help'],
      [bin, 'collectors', 'list'],
    ];
    const times = commands.map((): number[] => []);
    try {
      for (let round = -1; round < ROUNDS; round++)
        for (const [index, args] of commands.entries()) {
          const ms = timed(args, folder);
          if (round >= 0) times[index]?.push(ms);
        }
    } finally {
      rmSync(folder, { recursive: true });
    }
    const [bare = Number.NaN, help = Number.NaN, list = Number.NaN] = times.map(median);
    return [
      { name: 'startup.node', value: bare, unit: 'ms' },
      { name: 'startup.help_above_node', value: help - bare, unit: 'ms', bar: { kind: 'below', value: BAR_MS } },
      { name: 'startup.list_above_node', value: list - bare, unit: 'ms', bar: { kind: 'below', value: BAR_MS } },
    ];
  },
};

function timed(args: readonly string[], folder: string): number {
  const env = { ...process.env, METTA_DD_DATA_DIR: folder, METTA_DD_CACHE_DIR: folder, METTA_DD_CONFIG_DIR: folder };
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot time ${args.join(' ')}: exit ${status}: ${stderr}`);
  return performance.now() - began;
}
