import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { createSender, type DeliveryReport, openSpool } from '../../src/delivery/index.js';
import { systemClock } from '../../src/runtime/clock.js';
import type { Series } from '../../src/runtime/report.js';
import { rig } from './rig.js';
import { ACCEPTED, scriptedIntake } from './scripted-intake.js';

type Drainer = ChildProcessByStdio<Writable, Readable, null>;

const SEGMENTS = 40;

test('two processes that drain one spool at once send each point once', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-drain-'));
  let isUp = false;
  const clock = systemClock();
  await using intake = await scriptedIntake({
    date: () => clock.now(),
    answer: () => (isUp ? ACCEPTED : { status: 503 }),
  });
  try {
    await leaveBehind(folder, intake.url);
    isUp = true;
    const before = intake.requests.length;
    const program = join(folder, 'drainer.mjs');
    const entry = fileURLToPath(new URL('drainer.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm' });

    const reports = await drain([1, 2].map(() => start(program, intake.url, join(folder, 'spool'))));

    const sent = intake.requests.slice(before).flatMap(({ series }) => series.map(({ tags }) => tags[0]));
    expect(sent.length).toBe(SEGMENTS);
    expect(new Set(sent)).toEqual(new Set(Array.from({ length: SEGMENTS }, (_, index) => `index:${index}`)));
    expect(reports.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(SEGMENTS);
    expect(reports.reduce((sum, { inDoubt, kept }) => sum + inDoubt + kept, 0)).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Segments of a process that has ended, half of them distributions. */
async function leaveBehind(folder: string, url: string): Promise<void> {
  const process = { pid: 1, host: 'a host that is gone', isRunning: () => false, nowMs: () => 0 };
  const spool = openSpool({ folder: join(folder, 'spool'), process });
  const { options } = rig(url, { spool, budgetMs: 0, clock: systemClock() });
  const sender = createSender(options);
  const now = Math.floor(options.clock.now().getTime() / 1000);
  for (let index = 0; index < SEGMENTS; index += 1) {
    const type = index % 2 === 0 ? 'gauge' : 'distribution';
    const series: Series = { metric: `test.${type}`, type, tags: [`index:${index}`], points: [[now, index]] };
    await sender.deliver([series]);
  }
}

function start(program: string, url: string, folder: string): Drainer {
  return spawn(execPath, [program, url, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function drain(drainers: readonly Drainer[]): Promise<readonly DeliveryReport[]> {
  const outputs = drainers.map(({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]());
  for (const output of outputs) await output.next();
  for (const { stdin } of drainers) stdin.write('go\n');
  const lines = await Promise.all(outputs.map((output) => output.next()));
  return lines.map(({ value }) => JSON.parse(value ?? ''));
}
