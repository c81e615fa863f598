import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { type MoodyIntake, moodyIntake, type Taken } from './moody-intake.js';
import type { Told } from './told.js';
import { expectedValue } from './value.js';

export interface KillLoopOptions {
  readonly kills: number;
  readonly seed: number;
  /** The program to be killed, a TypeScript file. */
  readonly worker: string;
}

/** What the judge has seen. */
export interface Judgement {
  readonly kills: number;
  /** Points that a worker called safe. */
  readonly safe: number;
  readonly delivered: number;
  /** Points that were reported by outcome. */
  readonly reported: Readonly<Record<string, number>>;
  /** Each one breaks a promise. */
  readonly faults: readonly string[];
}

interface Ledger {
  readonly safe: Set<string>;
  readonly settled: Map<string, Set<string>>;
  kept: number | undefined;
}

const MOST_STEPS = 30;
const ROUNDS_UNDER_LOAD = 1000;

/** Kills a process under load again and again, then lets one finish in peace and judges what became of every point. */
export async function killLoop({ kills, seed, worker }: KillLoopOptions): Promise<Judgement> {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-kill-'));
  const random = drawing(seed);
  const ledger: Ledger = { safe: new Set(), settled: new Map(), kept: undefined };
  let step: () => void = () => undefined;
  const intake = await moodyIntake(random, () => step());
  try {
    const program = join(folder, 'worker.mjs');
    await build({
      entryPoints: [worker],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    const start = (name: string, rounds: number) =>
      spawn(execPath, [program, intake.url, join(folder, 'spool'), name, `${rounds}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    for (let kill = 0; kill < kills; kill += 1) {
      const process = start(`k${kill}`, ROUNDS_UNDER_LOAD);
      let left = 1 + Math.floor(random() * MOST_STEPS);
      step = () => {
        left -= 1;
        if (left === 0) process.kill('SIGKILL');
      };
      await listen(process, ledger, () => step());
    }
    step = () => undefined;
    intake.calm();
    await listen(start('last', 1), ledger, step);
    return judge(kills, ledger, intake);
  } finally {
    await intake.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function listen(process: ChildProcess, ledger: Ledger, step: () => void): Promise<void> {
  const ended = once(process, 'close');
  if (process.stdout === null) throw new Error('the worker has no pipe');
  for await (const line of createInterface({ input: process.stdout })) {
    const told = parsed(line);
    if (told !== undefined) note(told, ledger);
    if (told !== undefined && 'safe' in told) step();
  }
  await ended;
}

/** The last line of a killed process may be half a line. */
function parsed(line: string): Told | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function note(told: Told, ledger: Ledger): void {
  if ('kept' in told) ledger.kept = told.kept;
  else if ('safe' in told) for (const id of told.safe) ledger.safe.add(id);
  else
    for (const id of told.settled)
      ledger.settled.set(id, (ledger.settled.get(id) ?? new Set<string>()).add(told.outcome));
}

function judge(kills: number, { safe, settled, kept }: Ledger, { taken }: MoodyIntake): Judgement {
  const delivered = Map.groupBy(
    taken.filter(({ id }) => id !== ''),
    ({ id }) => id,
  );
  const faults = [
    ...(kept === 0 ? [] : [`the last process kept ${kept} points`]),
    ...[...safe].flatMap((id) => faultOf(id, delivered.get(id) ?? [], settled.get(id) ?? new Set())),
    ...[...delivered.values()].flat().flatMap(({ id, value }) => {
      if (!/^(?:k\d+|last)-\d+-\d+$/.test(id)) return [`${id} was invented`];
      return value === expectedValue(id) ? [] : [`${id} was altered`];
    }),
  ];
  const reported: Record<string, number> = {};
  for (const outcome of [...settled.values()].flatMap((outcomes) => [...outcomes]))
    reported[outcome] = (reported[outcome] ?? 0) + 1;
  return { kills, safe: safe.size, delivered: delivered.size, reported, faults };
}

function faultOf(id: string, deliveries: readonly Taken[], outcomes: ReadonlySet<string>): readonly string[] {
  const isBad = expectedValue(id) < 0;
  if (isBad && outcomes.has('rejected') && deliveries.length === 0) return [];
  if (outcomes.has('rejected') && !isBad) return [`${id} was rejected without reason`];
  if (deliveries.length === 0 && !outcomes.has('inDoubt')) return [`${id} was lost`];
  if (deliveries.length > 1 && deliveries.some(({ kind }) => kind === 'distribution'))
    return [`${id} was counted twice`];
  return [];
}

function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
