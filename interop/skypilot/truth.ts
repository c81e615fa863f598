import type { Machines, SkyPilotJob, SkyPilotWorld } from '../../packages/sandbox/dist/index.js';

type Live = readonly [nodes: number, name: string | null, count: number];

/** A row of the seed; times are seconds since the epoch. */
interface SeededTask {
  readonly status: string;
  readonly resources: string;
  readonly recovery_count: number;
  readonly job_duration: number;
  readonly submitted_at?: number;
  readonly start_at?: number;
  readonly end_at?: number;
  readonly last_recovered_at?: number;
  readonly live?: Live;
}

/** What the seed wrote, and what follows from it. */
export interface Truth {
  readonly now: number;
  readonly values: Readonly<Record<string, number>>;
  /** Where tasks run: all of them, without those on a fraction of a GPU, or of the others only those on live clusters. */
  readonly places: Readonly<Record<'all' | 'whole' | 'live', Readonly<Record<string, number>>>>;
  readonly people: Readonly<Record<string, string>>;
  readonly jobs: readonly {
    readonly id: number;
    readonly name: string;
    readonly owner: string;
    readonly schedule: string;
    readonly place: readonly [string, string] | null;
    readonly workspace: string | null;
    readonly tasks: readonly SeededTask[];
  }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly owner: string;
    readonly status: string;
    readonly autostop: number;
    readonly live: Live;
  }[];
}

/** The same rows for our stand-in. */
export function worldOf(truth: Truth): SkyPilotWorld {
  return {
    users: truth.people,
    workspaces: ['default'],
    jobs: truth.jobs.map(
      ({ id, name, owner, schedule, place, workspace, tasks }): SkyPilotJob => ({
        id,
        name,
        user: owner,
        scheduleState: schedule,
        ...(workspace !== null && { workspace }),
        ...(place !== null && { place: { cloud: place[0], region: place[1] } }),
        tasks: tasks.map((task) => ({
          status: task.status,
          resources: task.resources,
          recoveryCount: task.recovery_count,
          ranSeconds: task.job_duration,
          ...when('submittedAt', task.submitted_at),
          ...when('startAt', task.start_at),
          ...when('endAt', task.end_at),
          ...when('lastRecoveredAt', task.last_recovered_at),
          ...(task.live && { machines: machinesOf(task.live) }),
        })),
      }),
    ),
    clusters: truth.clusters.map(({ name, owner, status, autostop, live }) => ({
      name,
      user: owner,
      workspace: 'default',
      status,
      autostop,
      launchedAt: new Date((truth.now - 7200) * 1000),
      machines: machinesOf(live),
    })),
  };
}

function machinesOf([nodes, name, count]: Live): Machines {
  const accelerators = name === null ? {} : { [name]: count };
  return { nodes, accelerators, cloud: 'Kubernetes', region: 'lab', spot: false, hourlyUsd: 0 };
}

function when(name: string, seconds: number | undefined): object {
  return seconds === undefined ? {} : { [name]: new Date(seconds * 1000) };
}
