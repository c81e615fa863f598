import {
  generateSkyPilotWorld,
  type Machines,
  type SkyPilotJob,
  type SkyPilotTask,
  type SkyPilotWorld,
} from '@metta-dd/sandbox';

export const AT = new Date('2026-11-20T12:00:00Z');

/** An instant so many seconds before the run. */
export function ago(seconds: number): Date {
  return new Date(AT.getTime() - seconds * 1000);
}

const DAY = 86_400;

/** A live cluster on a Kubernetes context, for which SkyPilot knows no price. */
export function machines(nodes: number, name: string, count: number, more: Partial<Machines> = {}): Machines {
  const place = { cloud: 'Kubernetes', region: 'ctx-a', spot: false, hourlyUsd: 0 };
  return { nodes, accelerators: { [name]: count }, ...place, ...more };
}

/** A job of alice in the default workspace. */
export function job(id: number, tasks: readonly SkyPilotTask[], more: Partial<SkyPilotJob> = {}): SkyPilotJob {
  return { id, name: `job-${id}`, user: 'a11ce000', workspace: 'default', scheduleState: 'ALIVE', tasks, ...more };
}

/** A task that has been running for so long without a recovery. */
export function running(resources: string, seconds: number, more: Partial<SkyPilotTask> = {}): SkyPilotTask {
  const startAt = ago(seconds);
  return { status: 'RUNNING', resources, submittedAt: ago(seconds + 60), startAt, lastRecoveredAt: startAt, ...more };
}

/** A task that ended so long ago, after an hour. */
export function ended(status: string, seconds: number, more: Partial<SkyPilotTask> = {}): SkyPilotTask {
  const startAt = ago(seconds + 3600);
  const times = { submittedAt: ago(seconds + 3900), startAt, lastRecoveredAt: startAt, endAt: ago(seconds) };
  return { status, resources: '1x[L4:1]', ...times, ...more };
}

export const EMPTY: SkyPilotWorld = { users: {}, workspaces: ['default'], jobs: [], clusters: [] };

export function worldOf(jobs: readonly SkyPilotJob[], more: Partial<SkyPilotWorld> = {}): SkyPilotWorld {
  return { ...EMPTY, users: { a11ce000: 'alice', b0b00000: 'bob' }, jobs, ...more };
}

/** The rows of a real server of which its own answers are known. */
export function goldenWorld(): SkyPilotWorld {
  const cluster = { workspace: 'default', launchedAt: ago(7200) };
  return {
    users: { a11ce000: 'alice', b0b00000: 'bob', ca401000: 'carol' },
    workspaces: ['default'],
    jobs: [
      job(1, [
        running('4x[H100:8][Spot]', 7200, {
          submittedAt: ago(7500),
          lastRecoveredAt: ago(600),
          recoveryCount: 2,
          ranSeconds: 5000,
          machines: machines(4, 'H100', 8),
        }),
      ]),
      job(2, [{ status: 'PENDING', resources: '1x[L40S:1]' }], { scheduleState: 'WAITING', queuedAt: ago(900) }),
      job(3, [{ status: 'STARTING', resources: '1x[L4:1][On-demand|Spot]', submittedAt: ago(120) }], {
        user: 'b0b00000',
        scheduleState: 'LAUNCHING',
        queuedAt: ago(180),
      }),
      job(
        4,
        [
          running('1x[A10G:1][Spot]', 8800, {
            status: 'RECOVERING',
            submittedAt: ago(9000),
            lastRecoveredAt: ago(8800),
            ranSeconds: 8000,
          }),
        ],
        { user: 'b0b00000', place: { cloud: 'AWS', region: 'us-west-2' } },
      ),
      job(
        5,
        [
          ended('SUCCEEDED', 2000, {
            resources: '1x[CPU:4+]',
            submittedAt: ago(4000),
            startAt: ago(3900),
            lastRecoveredAt: ago(3900),
          }),
          running('1x[L4:1]', 1800, { submittedAt: ago(1990) }),
          { status: 'PENDING', resources: '1x[L4:1]' },
        ],
        { place: { cloud: 'AWS', region: 'us-east-1', zone: 'us-east-1a' } },
      ),
      job(
        6,
        [
          {
            status: 'SUCCEEDED',
            resources: '2x[A100-80GB:8]',
            submittedAt: ago(2 * DAY),
            startAt: ago(2 * DAY - 300),
            lastRecoveredAt: ago(2 * DAY - 300),
            endAt: ago(2 * DAY - 9300),
          },
        ],
        { user: 'ca401000', scheduleState: 'DONE', place: { cloud: 'GCP', region: 'us-central1' } },
      ),
      job(
        7,
        [{ status: 'FAILED_NO_RESOURCE', resources: '8x[H100:8][Spot]', submittedAt: ago(3600), endAt: ago(3000) }],
        { user: 'ca401000', scheduleState: 'DONE' },
      ),
      { id: 8, name: 'hidden', user: 'b0b00000', scheduleState: 'DONE', tasks: [ended('FAILED', 4000)] },
      job(9, [ended('FAILED_SETUP', 30 * DAY)], { user: 'b0b00000', scheduleState: 'DONE' }),
      job(10, [{ status: 'CANCELLED', resources: '1x[H100:8]' }], { scheduleState: 'DONE' }),
    ],
    clusters: [
      { ...cluster, name: 'dev-1', user: 'a11ce000', status: 'UP', autostop: -1, machines: machines(2, 'H100', 8) },
      { ...cluster, name: 'dev-2', user: 'b0b00000', status: 'UP', autostop: 60, machines: machines(1, 'L4', 1) },
      { ...cluster, name: 'dev-3', user: 'ca401000', status: 'STOPPED', autostop: -1, machines: machines(1, 'L4', 1) },
      { ...cluster, name: 'dev-4', user: 'ca401000', status: 'INIT', autostop: -1, machines: machines(1, 'L4', 1) },
      {
        ...cluster,
        name: 'sky-serve-controller-a11ce000',
        user: 'a11ce000',
        status: 'UP',
        autostop: 10,
        machines: { ...machines(1, 'L4', 1), accelerators: {} },
      },
    ],
  };
}

export function generatedWorld(seed: number): SkyPilotWorld {
  return generateSkyPilotWorld({ at: AT, seed });
}
