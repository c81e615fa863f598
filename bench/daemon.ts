import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DaemonRun } from './daemon-run.ts';
import type { Bench } from './figure.ts';
import { NODE_FLAGS } from './node-flags.ts';

const EARLY = 1_000;
const LATE = 10_000;

const run = promisify(execFile);

/** What a daemon that never ends holds on to: 10,000 quarters of an hour are a hundred days. */
export const daemon: Bench = {
  name: 'daemon',
  about: `what run holds after ${LATE} slots above what it held after ${EARLY}, on a clock that jumps`,
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'metta-dd-bench-'));
    try {
      const script = join(import.meta.dirname, 'daemon-run.ts');
      const args = [...NODE_FLAGS, '--expose-gc', script, String(EARLY), String(LATE), folder];
      const { stdout } = await run(process.execPath, args);
      const { early, late, skipped, failed, msPerSlot }: DaemonRun = JSON.parse(stdout);
      if (late.slot !== LATE || skipped + failed > 0) throw new Error(`not every slot was run: ${stdout}`);
      const none = { kind: 'below', value: 0 } as const;
      return [
        {
          name: 'daemon.heap_growth',
          value: late.heapMib - early.heapMib,
          unit: 'MiB',
          bar: { kind: 'below', value: 1 },
        },
        { name: 'daemon.handles_growth', value: late.handles - early.handles, unit: '', bar: none },
        { name: 'daemon.files_growth', value: late.files - early.files, unit: '', bar: none },
        { name: 'daemon.heap', value: late.heapMib, unit: 'MiB' },
        { name: 'daemon.slot', value: msPerSlot, unit: 'ms' },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
