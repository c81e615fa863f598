// Runs slots of the daemon on a clock of its own, against an intake on 127.0.0.1, and prints what the process holds:
//   node --expose-gc packages/cli/bench/daemon-slots.mjs [SLOTS]    one line of JSON at slot 1,000 and at the last one
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Redactor } from '@metta-dd/core/runtime';
import { Daemon } from '../dist/daemon/daemon.js';
import { runSlot } from '../dist/daemon/run-slot.js';
import { DaemonStatus } from '../dist/daemon/status.js';

const SLOTS = Number(process.argv[2] ?? 10_000);
const EARLY = Math.min(1000, Math.ceil(SLOTS / 10));
const EVERY_MS = 15 * 60_000;

class FakeTimer {
  #nowMs = Date.parse('2026-01-31T12:00:00Z');
  #waiting = new Set();

  nowMs() {
    return this.#nowMs;
  }

  after(milliseconds, call) {
    const waiting = { atMs: this.#nowMs + milliseconds, call };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  next() {
    const [first] = [...this.#waiting].toSorted((one, other) => one.atMs - other.atMs);
    this.#waiting.delete(first);
    this.#nowMs = first.atMs;
    first.call();
  }
}

class Ships {}
Ships.prototype.afloat = async () =>
  Array.from({ length: 50 }, (_, hull) => ({ value: hull, tags: { hull: `h${hull}` } }));
Ships.prototype.afloat[Symbol.for('metta-dd.metric')] = {
  name: 'ships.afloat',
  type: 'gauge',
  event: false,
  present: false,
  description: 'Ships.',
  needs: [],
  tags: {},
};
const manifest = {
  [Symbol.for('metta-dd.collector')]: true,
  apiVersion: 1,
  id: 'ships',
  title: 'Ships',
  secrets: {},
  collectors: [Ships],
  open: async () => ({}),
  targets: () => [{ fleet: 'north' }, { fleet: 'south' }],
  create: () => [new Ships()],
};

const timer = new FakeTimer();
const intake = createServer((request, response) => {
  request.resume().on('end', () => {
    const headers = { 'content-type': 'application/json', date: new Date(timer.nowMs()).toUTCString() };
    response.writeHead(202, headers).end('{"errors":[]}');
  });
});
await new Promise((resolve) => void intake.listen(0, '127.0.0.1', resolve));
const stateDir = mkdtempSync(join(tmpdir(), 'metta-dd-slots-'));
const destination = { name: 'local', site: '', url: `http://127.0.0.1:${intake.address().port}`, apiKey: 'key' };
const configuration = {
  host: {},
  instances: [{ name: 'ships', manifest, config: {}, secrets: {}, events: false, deadlineMs: 60_000, maxSeries: 1000 }],
  broken: [],
  schedules: new Map([['ships', { everyMs: EVERY_MS, jitterMs: 30_000 }]]),
  tags: { env: 'bench' },
  destinations: [{ ...destination, refreshApiKey: async () => 'key' }],
  warnings: [],
  settings: {
    tree: {},
    overrides: [],
    environment: { variables: { METTA_DD_STATE_DIR: stateDir }, fromDotenv: () => false },
  },
};
const clock = { now: () => new Date(timer.nowMs()), elapsedMs: () => timer.nowMs() };
const log = createLogger({
  write: (line) => void process.stderr.write(`${line}\n`),
  level: 'warn',
  format: 'text',
  redactor: new Redactor(),
  runId: 'bench',
  clock,
});
const words = () => ({ stdout: '', stderr: '' });
const context = { clock, log, protect: () => {}, emit: () => {}, lastWords: words };
const status = new DaemonStatus('bench');
const daemon = await Daemon.prepare({
  timer,
  random: () => 0.5,
  log,
  status,
  read: async () => async () => configuration,
  run: (slot) => runSlot(slot, context),
  ended: () => {},
});

daemon.start();
let early;
while (ran() < SLOTS) {
  timer.next();
  await daemon.idle();
  if (ran() === EARLY && early === undefined) early = await measured();
}
const late = await measured();
const { skipped, failed } = status.totals().slots;
console.log(JSON.stringify({ growthBytes: late.heapBytes - early.heapBytes, skipped, failed }));
await daemon.stop();
intake.closeAllConnections();
intake.close();
rmSync(stateDir, { recursive: true, force: true });

function ran() {
  return status.totals().slots.run;
}

async function measured() {
  // Connections of the slot before are closed by then, and finalizers have run.
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  const files = readdirSync(stateDir, { recursive: true }).length;
  const resources = process.getActiveResourcesInfo();
  const held = { slot: ran(), heapBytes: process.memoryUsage().heapUsed, handles: resources.length, files };
  console.log(JSON.stringify(held));
  return held;
}
