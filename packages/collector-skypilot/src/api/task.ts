import { z } from 'zod';
import { acceleratorsIn, type Described } from '../rules/hardware.js';
import { instantOf, known } from '../rules/known.js';

/** One task of a managed job; whatever the server does not say is absent. */
export interface Task extends Described {
  readonly jobId: number;
  /** Within its job, from 0. */
  readonly taskId?: number;
  readonly taskName?: string;
  readonly status: string;
  /** When the controller took it up, not when it was put into the queue. */
  readonly submittedAt?: Date;
  /** When it first ran. */
  readonly startAt?: Date;
  readonly endAt?: Date;
  /** Seconds really run: without provisioning and the gaps of recoveries. */
  readonly ranSeconds?: number;
  readonly recoveries?: number;
  readonly cloud?: string;
  readonly region?: string;
  readonly userName?: string;
  readonly userHash?: string;
  readonly workspace?: string;
  readonly pool?: string;
  /** The cluster it runs on, which the jobs of a pool share. */
  readonly cluster?: string;
}

const text = z.string().nullish();
const seconds = z.number().nullish();

/** A record of the queue; fields that are not read here may be anything. */
export const TaskRecord = z.object({
  job_id: z.int(),
  task_id: z.int().nullish(),
  job_name: text,
  task_name: text,
  status: z.string().min(1),
  submitted_at: seconds,
  start_at: seconds,
  end_at: seconds,
  job_duration: seconds,
  recovery_count: z.int().nullish(),
  resources: text,
  cluster_resources: text,
  cluster_resources_full: text,
  cloud: text,
  region: text,
  accelerators: z.union([z.record(z.string(), z.number()), z.string()]).nullish(),
  user_name: text,
  user_hash: text,
  workspace: text,
  pool: text,
  cluster_name_on_cloud: text,
  current_cluster_name: text,
});
export type TaskRecord = z.output<typeof TaskRecord>;

/** The record in our words. */
export function taskOf(record: TaskRecord): Task {
  return defined({
    jobId: record.job_id,
    taskId: record.task_id ?? undefined,
    taskName: known(record.task_name) ?? known(record.job_name),
    status: record.status,
    submittedAt: instantOf(record.submitted_at),
    startAt: instantOf(record.start_at),
    endAt: instantOf(record.end_at),
    ranSeconds: record.job_duration ?? undefined,
    recoveries: record.recovery_count ?? undefined,
    accelerators: acceleratorsOf(record.accelerators),
    launched: known(record.cluster_resources_full) ?? known(record.cluster_resources),
    requested: known(record.resources),
    cloud: known(record.cloud),
    region: known(record.region),
    userName: known(record.user_name),
    userHash: known(record.user_hash),
    workspace: known(record.workspace),
    pool: known(record.pool),
    cluster: known(record.cluster_name_on_cloud) ?? known(record.current_cluster_name),
  });
}

function acceleratorsOf(value: TaskRecord['accelerators']): ReadonlyMap<string, number> | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? acceleratorsIn(value) : new Map(Object.entries(value));
}

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the keys that hold nothing. */
export function defined<T extends object>(object: T): Defined<T>;
export function defined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
