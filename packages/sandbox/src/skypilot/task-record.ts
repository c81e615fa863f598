import { launchedText } from './machines.js';
import type { SkyPilotJob, SkyPilotTask, SkyPilotWorld } from './world.js';

/** A task with its job, a row of the queue. */
export interface Row {
  readonly job: SkyPilotJob;
  readonly task: SkyPilotTask;
  readonly taskId: number;
}

export type TaskFields = Readonly<Record<string, unknown>>;

/** Fields of a record, and the API version that brought each; unknown names fail a request. */
const FIELD_SINCE: Readonly<Record<string, number>> = {
  is_job_group: 31,
  is_primary_in_job_group: 31,
  is_batch: 49,
  batch_total_batches: 49,
  batch_completed_batches: 49,
  node_names: 49,
  links: 49,
  priority_class: 49,
};

/** Fields that are read from the handle of a live cluster. */
export const HANDLE_FIELDS: readonly string[] = [
  'cluster_resources',
  'cluster_resources_full',
  'cloud',
  'region',
  'zone',
  'infra',
  'accelerators',
  'cluster_name_on_cloud',
  'labels',
];

// From here on a task without a cluster says where it was last.
const LAST_PLACE_SINCE = 56;

/** Every field of a task that a server of this version has, in the form of its answers. */
export function fieldsOf({ job, task, taskId }: Row, world: SkyPilotWorld, now: Date, api: number): TaskFields {
  const name = job.tasks.length === 1 ? job.name : `${job.name}-${taskId}`;
  const all = {
    _job_id: job.id * 100 + taskId,
    job_id: job.id,
    task_id: taskId,
    job_name: job.name,
    task_name: name,
    job_duration: durationOf(task, now),
    workspace: job.workspace ?? null,
    status: task.status,
    schedule_state: job.scheduleState,
    resources: task.resources,
    recovery_count: task.recoveryCount ?? 0,
    user_name: world.users[job.user] ?? null,
    user_hash: job.user,
    submitted_at: seconds(task.submittedAt),
    start_at: seconds(task.startAt),
    end_at: seconds(task.endAt),
    last_recovered_at: seconds(task.lastRecoveredAt) ?? -1,
    failure_reason: task.failureReason ?? null,
    details: null,
    priority: 0,
    pool: job.pool ?? null,
    current_cluster_name: job.worker ?? null,
    execution: 'serial',
    is_job_group: false,
    is_primary_in_job_group: null,
    is_batch: false,
    batch_total_batches: null,
    batch_completed_batches: null,
    node_names: null,
    links: null,
    priority_class: null,
    ...placeOf({ job, task, taskId }, name, api),
  };
  return Object.fromEntries(Object.entries(all).filter(([field]) => (FIELD_SINCE[field] ?? 0) <= api));
}

function placeOf({ job, task }: Row, name: string, api: number) {
  const { machines } = task;
  if (machines !== undefined)
    return {
      cluster_resources: launchedText(machines, false),
      cluster_resources_full: launchedText(machines, true),
      cloud: machines.cloud,
      region: machines.region,
      zone: machines.zone ?? null,
      infra: `${machines.cloud} (${machines.zone ?? machines.region})`,
      accelerators: Object.keys(machines.accelerators).length === 0 ? null : machines.accelerators,
      cluster_name_on_cloud: job.worker ?? `${name}-${job.id}-${job.user}`,
      labels: null,
    };
  const last = api >= LAST_PLACE_SINCE ? job.place : undefined;
  const requested = last === undefined ? '-' : task.resources;
  return {
    cluster_resources: requested,
    cluster_resources_full: requested,
    cloud: last?.cloud ?? '-',
    region: last?.region ?? '-',
    zone: last?.zone ?? '-',
    infra: last === undefined ? '-' : `${last.cloud} (${last.zone ?? last.region})`,
    accelerators: null,
    cluster_name_on_cloud: null,
    labels: null,
  };
}

/** Grows in every status but RECOVERING, also while a task is being cancelled. */
function durationOf({ status, endAt, lastRecoveredAt, ranSeconds = 0 }: SkyPilotTask, now: Date): number {
  if (status === 'RECOVERING') return ranSeconds;
  return lastRecoveredAt === undefined ? 0 : ranSeconds + ((endAt ?? now).getTime() - lastRecoveredAt.getTime()) / 1000;
}

function seconds(at: Date | undefined): number | null {
  return at === undefined ? null : at.getTime() / 1000;
}
