// A process of its own: EARLY LATE FOLDER. Runs slots of the daemon, each with a real delivery to 127.0.0.1, on a
// clock that jumps from one to the next, and tells what the process holds after EARLY and after LATE of them.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '../packages/cli/dist/config/load.js';
import { Daemon } from '../packages/cli/dist/daemon/daemon.js';
import { runSlot } from '../packages/cli/dist/daemon/run-slot.js';
import type { Timer } from '../packages/cli/dist/daemon/scheduler.js';
import { DaemonStatus } from '../packages/cli/dist/daemon/status.js';
import { Collector, type ConfigSchema, defineCollector, type MetricSpec } from '../packages/core/dist/index.js';
import { type Clock, createLogger, EXIT, Redactor, startWatchdog } from '../packages/core/dist/runtime/index.js';

/** What the process held at one slot. */
export interface Held {
  readonly slot: number;
  readonly heapMib: number;
  readonly handles: number;
  readonly files: number;
}

export interface DaemonRun {
  readonly early: Held;
  readonly late: Held;
  readonly skipped: number;
  readonly failed: number;
  readonly msPerSlot: number;
}

const EVERY_MS = 15 * 60_000;

/** Jumps to whatever is due next. */
class JumpingTimer implements Timer {
  readonly #waiting = new Set<{ readonly atMs: number; readonly call: () => void }>();
  #nowMs = Date.parse('2026-01-31T12:00:00Z');

  nowMs(): number {
    return this.#nowMs;
  }

  after(milliseconds: number, call: () => void): () => void {
    const waiting = { atMs: this.#nowMs + milliseconds, call };
    this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  }

  jump(): void {
    const [first] = [...this.#waiting].toSorted((one, other) => one.atMs - other.atMs);
    if (first === undefined) throw new Error('nothing is due any more');
    this.#waiting.delete(first);
    this.#nowMs = first.atMs;
    first.call();
  }
}

const AFLOAT: MetricSpec = {
  name: 'ships.afloat',
  type: 'gauge',
  event: false,
  present: false,
  description: 'Ships.',
  needs: [],
  tags: {},
};

class Ships extends Collector<object> {
  afloat() {
    return Array.from({ length: 50 }, (_, hull) => ({ value: hull, tags: { hull: `h${hull}` } }));
  }
}
// What the decorator does, which needs a compiler.
Object.assign(Ships.prototype.afloat, { [Symbol.for('metta-dd.metric')]: AFLOAT });

const config: ConfigSchema<object> = {
  '~standard': {
    version: 1,
    vendor: 'bench',
    validate: () => ({ value: {} }),
    jsonSchema: { input: () => ({}), output: () => ({}) },
  },
};

const manifest = defineCollector({
  id: 'ships',
  title: 'Ships',
  config,
  secrets: {},
  collectors: [Ships],
  open: async (run) => run,
  targets: () => [{ fleet: 'north' }, { fleet: 'south' }],
  create: (run) => [new Ships(run)],
});

const [earlySlot = Number.NaN, lateSlot = Number.NaN] = process.argv.slice(2).map(Number);
const folder = process.argv[4] ?? '';
const timer = new JumpingTimer();
const intake = await openIntake();
const clock: Clock = { now: () => new Date(timer.nowMs()), elapsedMs: () => timer.nowMs() };
const log = createLogger({
  write: (line) => void process.stderr.write(`${line}\n`),
  level: 'warn',
  format: 'text',
  redactor: new Redactor(),
  runId: 'bench',
  clock,
});
const watchdog = startWatchdog(EXIT.deadline);
const context = {
  clock,
  log,
  watchdog,
  protect: () => {},
  emit: () => {},
  lastWords: () => ({ stdout: '', stderr: '' }),
};
const status = new DaemonStatus('bench');
const configuration = configurationFor(intake.url);
const daemon = await Daemon.prepare({
  timer,
  random: () => 0.5,
  log,
  status,
  read: async () => async () => configuration,
  run: (slot) => runSlot(slot, context),
  ended: () => {},
});

const startedMs = performance.now();
daemon.start();
await runUntil(earlySlot);
const early = await held();
await runUntil(lateSlot);
const msPerSlot = (performance.now() - startedMs) / lateSlot;
const late = await held();
const { skipped = Number.NaN, failed = Number.NaN } = status.totals().slots;
const result: DaemonRun = { early, late, skipped, failed, msPerSlot };
console.log(JSON.stringify(result));
await daemon.stop('the bench is over');
await watchdog.stop();
intake.close();

function ran(): number {
  return status.totals().slots.run ?? 0;
}

async function runUntil(slot: number): Promise<void> {
  while (ran() < slot) {
    timer.jump();
    await daemon.idle();
  }
}

async function held(): Promise<Held> {
  // Connections of the slot before are closed by then, and finalizers have run.
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.();
    await sleep(20);
  }
  return {
    slot: ran(),
    heapMib: process.memoryUsage().heapUsed / 2 ** 20,
    handles: process.getActiveResourcesInfo().length,
    files: readdirSync(folder, { recursive: true }).length,
  };
}

async function openIntake() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const headers = { 'content-type': 'application/json', date: new Date(timer.nowMs()).toUTCString() };
      response.writeHead(202, headers).end('{"errors":[]}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close };
}

function configurationFor(url: string): Configuration {
  const instance = { name: 'ships', manifest, config: {}, secrets: {}, events: false };
  return {
    host: {},
    instances: [{ ...instance, deadlineMs: 60_000, maxSeries: 1000 }],
    broken: [],
    schedules: new Map([['ships', { everyMs: EVERY_MS, jitterMs: 30_000 }]]),
    tags: { env: 'bench' },
    destinations: [{ name: 'local', site: '', url, apiKey: 'key', refreshApiKey: async () => 'key' }],
    warnings: [],
    settings: {
      found: undefined,
      document: undefined,
      tree: {},
      overrides: [],
      warnings: [],
      environment: { variables: { METTA_DD_STATE_DIR: folder }, fromDotenv: () => false },
    },
  };
}
