import { Random } from '../github/generate/random.js';
import { clusterName } from './cluster-name.js';
import type { GoneCluster, Machines, SkyPilotCluster, SkyPilotJob, SkyPilotTask, SkyPilotWorld } from './world.js';

export interface GenerateSkyPilotOptions {
  /** Where the stand-in's clock stands. */
  readonly at: Date;
  readonly seed: number;
  /** Finished jobs of the last hundred days; 80 when absent. */
  readonly finished?: number;
  /** Unfinished jobs; 24 when absent. */
  readonly unfinished?: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const USERS = { a11ce000: 'alice', b0b00000: 'bob', ca401000: 'carol', da7e0000: 'dave', e1150000: 'elisa' };
const NAMES = ['train-ppo', 'sweep.arena', 'eval_nightly', 'pretrain-navigation-world-model', 'finetune', 'curriculum'];
const WORKSPACES = ['default', 'research'];

/** Prices of one node on demand; what is on spot costs a third. */
const KINDS = [
  { name: 'L4', count: 1, cloud: 'AWS', region: 'us-east-1', hourlyUsd: 0.8 },
  { name: 'L4', count: 4, cloud: 'AWS', region: 'us-west-2', hourlyUsd: 4.6 },
  { name: 'L40S', count: 1, cloud: 'AWS', region: 'us-east-2', hourlyUsd: 1.9 },
  { name: 'A10G', count: 1, cloud: 'AWS', region: 'us-east-1', hourlyUsd: 1 },
  { name: 'A100-80GB', count: 8, cloud: 'GCP', region: 'us-central1', hourlyUsd: 40.2 },
  { name: 'H100', count: 8, cloud: 'AWS', region: 'us-east-1', hourlyUsd: 55 },
  { name: 'H100', count: 8, cloud: 'Kubernetes', region: 'ctx-a', hourlyUsd: 0 },
] as const;

type Kind = (typeof KINDS)[number];

/** Jobs, clusters and costs around a moment; the same seed gives the same. */
export function generateSkyPilotWorld(options: GenerateSkyPilotOptions): SkyPilotWorld {
  const { at, seed, finished = 80, unfinished = 24 } = options;
  const random = new Random(`skypilot/${seed}`);
  const ended = Array.from({ length: finished }, (_, index) => endedJob(index + 1, at, random.fork(`ended ${index}`)));
  const active = Array.from({ length: unfinished }, (_, index) =>
    activeJob(finished + index + 1, index, at, random.fork(`active ${index}`)),
  );
  return {
    users: USERS,
    workspaces: WORKSPACES,
    jobs: [...ended.map(({ job }) => job), ...active],
    clusters: clustersAt(at, random.fork('clusters')),
    gone: ended.flatMap(({ gone }) => gone),
  };
}

function machinesOf(kind: Kind, random: Random): Machines {
  const { name, count, cloud, region } = kind;
  const spot = cloud !== 'Kubernetes' && random.chance(0.5);
  const nodes = count === 8 ? random.pick([1, 2, 4]) : 1;
  const hourlyUsd = spot ? kind.hourlyUsd / 3 : kind.hourlyUsd;
  return { nodes, accelerators: { [name]: count }, cloud, region, spot, hourlyUsd };
}

function requestOf({ nodes, accelerators, spot }: Machines): string {
  const [entry = ['CPU', 4]] = Object.entries(accelerators);
  return `${nodes}x[${entry[0]}:${entry[1]}]${spot ? '[Spot]' : ''}`;
}

function commonOf(id: number, random: Random) {
  const name = `${random.pick(NAMES)}-${id}`;
  const user = random.pick(Object.keys(USERS));
  return { id, name, user, workspace: random.chance(0.75) ? 'default' : 'research' };
}

function endedJob(id: number, at: Date, random: Random): { job: SkyPilotJob; gone: readonly GoneCluster[] } {
  const common = commonOf(id, random);
  const machines = machinesOf(random.pick(KINDS), random);
  // Denser towards the present, so that the windows have something in them.
  const endAt = before(at, random.next() ** 3 * 100 * DAY);
  const ranSeconds = Math.round(random.longTailed(7200, 1));
  const startAt = before(endAt, ranSeconds * 1000);
  const submittedAt = before(startAt, random.between(2, 20) * MINUTE);
  const status = random.pick(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED_SETUP', 'CANCELLED']);
  const requested = { status, resources: requestOf(machines), submittedAt, endAt };
  const { cloud, region } = machines;
  if (random.chance(0.1)) {
    const task: SkyPilotTask = { ...requested, status: 'FAILED_NO_RESOURCE' };
    return { job: { ...common, scheduleState: 'DONE', queuedAt: submittedAt, tasks: [task] }, gone: [] };
  }
  const task: SkyPilotTask = { ...requested, startAt, lastRecoveredAt: startAt };
  const job = { ...common, scheduleState: 'DONE', queuedAt: submittedAt, place: { cloud, region }, tasks: [task] };
  const { user, workspace } = common;
  return { job, gone: [{ name: clusterName(common.name, id), user, workspace, seconds: ranSeconds + 300, machines }] };
}

const ACTIVE = ['RUNNING', 'RUNNING', 'RUNNING', 'PENDING', 'STARTING', 'RECOVERING', 'RUNNING', 'CANCELLING'];

function activeJob(id: number, index: number, at: Date, random: Random): SkyPilotJob {
  const common = commonOf(id, random);
  const machines = machinesOf(random.pick(KINDS), random);
  const status = ACTIVE[index % ACTIVE.length] ?? 'RUNNING';
  const queuedAt = before(at, random.between(5, 40) * MINUTE);
  const resources = requestOf(machines);
  if (status === 'PENDING') return { ...common, scheduleState: 'WAITING', queuedAt, tasks: [{ status, resources }] };
  if (status === 'STARTING') {
    const submittedAt = before(at, random.between(1, 5) * MINUTE);
    return { ...common, scheduleState: 'LAUNCHING', queuedAt, tasks: [{ status, resources, submittedAt }] };
  }
  const startAt = before(at, random.longTailed(4 * HOUR, 1.2));
  const submittedAt = before(startAt, random.between(2, 20) * MINUTE);
  const lastRecoveredAt = before(at, random.next() * (at.getTime() - startAt.getTime()));
  const ranSeconds = Math.round((0.9 * (lastRecoveredAt.getTime() - startAt.getTime())) / 1000);
  const recoveryCount = machines.spot ? random.whole(0, 3) : 0;
  const began = { status, resources, submittedAt, startAt, lastRecoveredAt, ranSeconds, recoveryCount };
  const { cloud, region } = machines;
  const running: SkyPilotTask = status === 'RUNNING' ? { ...began, machines } : began;
  return {
    ...common,
    scheduleState: 'ALIVE',
    queuedAt: before(submittedAt, random.between(0, 10) * MINUTE),
    place: { cloud, region },
    tasks: index % 6 === 0 ? [ended(running), running, { status: 'PENDING', resources }] : [running],
  };
}

/** The first task of a pipeline, over before the one that runs began. */
function ended({ resources, submittedAt, startAt }: SkyPilotTask): SkyPilotTask {
  const endAt = submittedAt ?? startAt;
  if (endAt === undefined) return { status: 'SUCCEEDED', resources };
  const began = before(endAt, HOUR);
  return { status: 'SUCCEEDED', resources, submittedAt: began, startAt: began, lastRecoveredAt: began, endAt };
}

function clustersAt(at: Date, random: Random): readonly SkyPilotCluster[] {
  const statuses = ['UP', 'UP', 'UP', 'STOPPED', 'INIT'];
  const own = statuses.map((status, index): SkyPilotCluster => {
    const machines = { ...machinesOf(random.pick(KINDS), random), nodes: 1, spot: false };
    const launchedAt = before(at, random.between(1, 48) * HOUR);
    const user = random.pick(Object.keys(USERS));
    const autostop = random.chance(0.5) ? -1 : 60;
    return { name: `dev-${index + 1}`, user, workspace: 'default', status, launchedAt, autostop, machines };
  });
  const machines = { nodes: 1, accelerators: {}, cloud: 'AWS', region: 'us-east-1', spot: false, hourlyUsd: 0.4 };
  const controller = {
    user: 'a11ce000',
    workspace: 'default',
    launchedAt: before(at, 9 * DAY),
    autostop: 10,
    machines,
  };
  return [...own, { ...controller, name: 'sky-serve-controller-a11ce000', status: 'UP' }];
}

function before(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() - Math.round(milliseconds / 1000) * 1000);
}
