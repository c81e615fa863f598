import { Random } from '../github/generate/random.js';
import type { PythonRecord, PythonValue, RunInfo, WandbProject, WandbRun, WandbWorld } from './world.js';

/** What a generated server holds. */
export interface GenerateWandbOptions {
  readonly at: Date;
  readonly seed: number;
  /** 1 by default, 2 at most named: `metta` and `research`, then numbered ones. */
  readonly projects?: number;
  /** Runs of each project; 150 by default. */
  readonly runs?: number;
}

const ENTITY = 'acme';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USERS = ['ada', 'grace', 'katherine'];
const GPUS: readonly RunInfo[] = [
  { gpu: 'NVIDIA H100 80GB HBM3', gpuCount: 8, cpuCount: 192, host: 'node-1' },
  { gpu: 'NVIDIA A100-SXM4-80GB', gpuCount: 4, cpuCount: 96, host: 'node-2' },
  { gpu: 'NVIDIA L4', gpuCount: 1, cpuCount: 24, host: 'node-3' },
];
const ENDS = ['finished', 'finished', 'finished', 'finished', 'failed', 'crashed', 'crashed', 'killed', 'preempted'];

/** Runs in every state that is told apart, the same for the same seed. */
export function generateWandbWorld({ at, seed, projects = 1, runs = 150 }: GenerateWandbOptions): WandbWorld {
  const random = new Random(`wandb/${seed}`);
  const names = Array.from({ length: projects }, (_, index) => ['metta', 'research'][index] ?? `project-${index + 1}`);
  return {
    viewer: { username: 'ada', name: 'Ada', email: 'ada@acme.example', entity: ENTITY, teams: [ENTITY] },
    projects: names.map((name) => drawProject(random.fork(name), name, at, runs)),
  };
}

function drawProject(random: Random, name: string, at: Date, runs: number): WandbProject {
  const createdAt = new Date(at.getTime() - 400 * DAY);
  return {
    entity: ENTITY,
    name,
    createdAt,
    runs: Array.from({ length: runs }, (_, index) => drawRun(random.fork(index), index, at)),
  };
}

function drawRun(random: Random, index: number, at: Date): WandbRun {
  const kind = random.pick(KINDS);
  const state = drawState(random, index);
  const heartbeatAt = drawHeartbeat(random, state, index, at);
  const hours = Math.min(random.longTailed(3, 1), 24 * 90);
  const createdAt = seconds(heartbeatAt.getTime() - hours * HOUR);
  const runInfo = random.chance(0.9) ? random.pick(GPUS) : null;
  const steps = random.whole(2, 12);
  const history = Array.from({ length: steps }, (_, step) => drawRow(random, step / steps, createdAt));
  return {
    name: idOf(random),
    displayName: random.chance(0.03) ? null : `${kind.name}${random.pick(USERS)}.${index}`,
    state,
    createdAt,
    heartbeatAt,
    tags: random.chance(0.3) ? ['nightly'] : [],
    group: random.chance(0.3) ? `group-${random.whole(1, 5)}` : null,
    jobType: random.chance(0.5) ? 'train' : null,
    sweepName: kind.sweep ? `sweep${random.whole(1, 3)}` : null,
    username: random.pick(USERS),
    config: drawConfig(random, runInfo),
    summary: drawSummary(random, { hours, last: history.at(-1) ?? {}, index, state }),
    system: drawSystem(random, runInfo),
    runInfo,
    history,
    timesWithoutZone: random.chance(0.2),
    doublyEncodedSummary: state === 'crashed' && random.chance(0.3),
  };
}

const KINDS = [
  { name: 'github.sky.main.', sweep: false },
  { name: 'hyper.', sweep: true },
  { name: 'stable.nightly.', sweep: false },
  { name: 'local.', sweep: false },
  { name: 'try.', sweep: false },
] as const;

// The first runs are those that are told apart rarely, so that even a small project has one of each.
const FIRST = [
  'running',
  'running',
  'preempting',
  'running',
  'pending',
  'finished',
  'failed',
  'crashed',
  'killed',
  'preempted',
];

function drawState(random: Random, index: number): string {
  if (index < FIRST.length) return FIRST[index] ?? 'finished';
  return random.chance(0.05) ? 'running' : random.pick(ENDS);
}

function drawHeartbeat(random: Random, state: string, index: number, at: Date): Date {
  const isAlive = state === 'running' || state === 'preempting';
  // A run whose machine vanished stays "running" for weeks.
  if (isAlive && index !== 3) return seconds(at.getTime() - random.between(5, 55) * 1000);
  if (isAlive) return seconds(at.getTime() - random.between(2, 30) * DAY);
  const isRecent = index < 10 || random.chance(0.6);
  return seconds(at.getTime() - (isRecent ? random.between(0.01, 6.9) : random.between(7.1, 60)) * DAY);
}

function drawRow(random: Random, progress: number, from: Date): PythonRecord {
  return {
    _timestamp: from.getTime() / 1000 + 60 * progress,
    loss: round(2 * Math.exp(-2 * progress) + random.between(0, 0.1)),
    accuracy: round(Math.min(0.99, 0.4 + 0.5 * progress + random.between(0, 0.1))),
    'overview/sps': round(random.between(20_000, 60_000)),
  };
}

interface Drawn {
  readonly hours: number;
  readonly last: PythonRecord;
  readonly index: number;
  readonly state: string;
}

function drawSummary(random: Random, { hours, last, index, state }: Drawn): PythonRecord {
  // A run that logged nothing has an empty summary.
  if (random.chance(0.04)) return {};
  const runtime = Math.round(hours * 3600 * random.between(0.8, 1));
  const diverged: PythonValue = random.pick([Number.NaN, Number.POSITIVE_INFINITY, 'NaN']);
  return {
    ...last,
    ...(random.chance(0.1) && { loss: diverged }),
    _step: index,
    _runtime: runtime,
    _wandb: { runtime },
    'env_agent/heart.gained': round(random.between(0, 5)),
    ...(state !== 'failed' && { 'skypilot/queue_latency_s': round(random.between(5, 900)) }),
    gradients: { _type: 'histogram', values: [1, 2], bins: [0, 1, 2] },
  };
}

function drawConfig(random: Random, runInfo: RunInfo | null): PythonRecord {
  return {
    _wandb: { t: {} },
    lr: round(random.between(0.0001, 0.01)),
    ...(runInfo?.gpuCount && random.chance(0.5) && { world_size: runInfo.gpuCount * random.whole(1, 4) }),
  };
}

function drawSystem(random: Random, runInfo: RunInfo | null): PythonRecord {
  const gpus = Array.from({ length: runInfo?.gpuCount ?? 0 }, (_, index) => [
    [`system.gpu.${index}.gpu`, Math.round(random.between(40, 100))],
    [`system.gpu.${index}.memoryAllocated`, round(random.between(10, 90))],
    [`system.gpu.process.${index}.gpu`, Math.round(random.between(40, 100))],
  ]);
  return { 'system.cpu': round(random.between(1, 90)), ...Object.fromEntries(gpus.flat()) };
}

function idOf(random: Random): string {
  return random.sha().slice(0, 8);
}

const seconds = (time: number) => new Date(Math.floor(time / 1000) * 1000);
const round = (value: number) => Math.round(value * 10_000) / 10_000;
