import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { TERMINAL_STATUSES } from '../rules/status.js';
import { saysNothingInProgress } from './refusal.js';
import { refused } from './reply.js';
import type { Answer, Server } from './server.js';
import { type Task, TaskRecord, taskOf } from './task.js';
import { understood } from './understood.js';
import type { Features } from './version.js';

/** What the server knows of its queue; without a controller it knows only that nothing is in progress. */
export type Queue<T> = { readonly controller: 'down' } | ({ readonly controller: 'up' } & T);

export interface Tasks {
  readonly tasks: readonly Task[];
  /** The server's clock as it answered. */
  readonly at: Date;
}

// Some servers return the bare list.
const Answered = z.preprocess(
  (value) => (Array.isArray(value) ? { jobs: value } : value),
  z.object({ jobs: z.array(TaskRecord), status_counts: z.record(z.string(), z.int().min(0)).nullish() }),
);
type Answered = z.output<typeof Answered>;

const TIMES = ['submitted_at', 'start_at', 'end_at', 'job_duration'];
const OWNER = ['user_name', 'user_hash', 'workspace'];
const BASIC = [
  'job_id',
  'task_id',
  'job_name',
  'task_name',
  'status',
  'recovery_count',
  'resources',
  ...TIMES,
  ...OWNER,
];
// These make the server load the handle of the cluster, which takes it longer.
const PLACE = ['cluster_resources_full', 'cloud', 'region', 'pool', 'cluster_name_on_cloud', 'current_cluster_name'];

const PATH = 'jobs/queue/v2';
const PAGE_SIZE = 500;
const MAX_PAGES = 20;

/** Reads the queue of managed jobs as `/jobs/queue/v2` has it; a record is a task. */
export class JobQueue {
  readonly #server: Server;
  readonly #features: Features;

  constructor(server: Server, features: Features) {
    this.#server = server;
    this.#features = features;
  }

  /** All tasks of the jobs that have an unfinished one. */
  async unfinished(): Promise<Queue<Tasks>> {
    const whole = await this.#unfinished([...BASIC, ...PLACE, 'accelerators']);
    if (!isFractionBug(whole)) return tasksIn(whole);
    const repeated = await this.#unfinished([...BASIC, ...PLACE]);
    return isFractionBug(repeated) ? this.#aroundFractions() : tasksIn(repeated);
  }

  #unfinished(fields: readonly string[], some: object = {}): Promise<Answer> {
    return this.#ask({ skip_finished: true, fields, ...some });
  }

  /** The clusters of all jobs but those with a fraction of a GPU, of which only the request is told. */
  async #aroundFractions(): Promise<Queue<Tasks>> {
    const plain = tasksIn(await this.#unfinished(BASIC));
    if (plain.controller === 'down') return plain;
    const fractional = new Set(plain.tasks.filter(({ requested }) => /:\d*\.\d/.test(requested ?? '')).map(jobIdOf));
    const whole = [...new Set(plain.tasks.map(jobIdOf))].filter((jobId) => !fractional.has(jobId));
    // Without any ids all jobs would be meant.
    if (whole.length === 0) return plain;
    const placed = tasksIn(await this.#unfinished([...BASIC, ...PLACE, 'accelerators'], { job_ids: whole }));
    if (placed.controller === 'down') return placed;
    return { ...placed, tasks: [...placed.tasks, ...plain.tasks.filter(({ jobId }) => fractional.has(jobId))] };
  }

  /** Ended tasks that were submitted since then, and perhaps older ones; `placed` tells where they ran, too. */
  async finished(since: Date, placed: boolean): Promise<Queue<Tasks>> {
    const body = {
      statuses: TERMINAL_STATUSES,
      fields: [...BASIC, ...(placed ? PLACE : [])],
      ...(this.#features.sorting && { sort_by: 'job_id', sort_order: 'desc' }),
    };
    if (!this.#features.submittedAfter) return this.#pages(body, since);
    const answer = await this.#ask({ ...body, submitted_after: since.getTime() / 1000 });
    return tasksIn(answer);
  }

  /** Numbers of tasks by status over the life of the controller. */
  async counts(): Promise<Queue<{ readonly counts: ReadonlyMap<string, number> }>> {
    const answer = await this.#ask({ limit: 1, fields: ['job_id', 'status'] });
    return inQueue(answer, PATH, (answered) => {
      const counts = answered.status_counts;
      if (counts === undefined || counts === null)
        throw new SourceError(`cannot ask /${PATH}: there are no status_counts`);
      return { counts: new Map(Object.entries(counts)) };
    });
  }

  /** Newest jobs first, until a whole page was submitted before the horizon. */
  async #pages(body: object, since: Date): Promise<Queue<Tasks>> {
    const found = new Map<string, Task>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const answer = await this.#ask({ ...body, limit: PAGE_SIZE, page });
      const queue = tasksIn(answer);
      if (queue.controller === 'down') return queue;
      // Pages are cut from a list that grows at its head, so one may repeat the end of the page before.
      for (const [index, task] of queue.tasks.entries()) found.set(keyOf(task, page, index), task);
      const older = queue.tasks.every(({ submittedAt }) => submittedAt !== undefined && submittedAt < since);
      if (queue.tasks.length < PAGE_SIZE || older) return { ...queue, tasks: [...found.values()] };
    }
    throw new SourceError(`cannot ask /${PATH}: more than ${MAX_PAGES} pages of ${PAGE_SIZE} jobs`, {
      hint: 'lower `maxJobAgeDays`, or upgrade the server to 0.13, which takes the horizon itself',
    });
  }

  #ask(body: object): Promise<Answer> {
    return this.#server.ask({ path: PATH, body: { refresh: false, all_users: true, ...body } });
  }
}

function keyOf({ jobId, taskId }: Task, page: number, index: number): string {
  return taskId === undefined ? `${page}:${index}` : `${jobId}/${taskId}`;
}

// Servers before 0.14 take the accelerators of a cluster for whole numbers, and half a GPU fails the whole list. Most of
// them read the accelerators with any fact about a cluster, whether they are asked for or not.
function isFractionBug(answer: Answer): boolean {
  return 'refusal' in answer && answer.refusal.type === 'ValidationError';
}

function tasksIn(answer: Answer): Queue<Tasks> {
  return inQueue(answer, PATH, (answered) => ({ tasks: answered.jobs.map(taskOf), at: answer.at }));
}

const jobIdOf = ({ jobId }: Task): number => jobId;

/** What `read` makes of an answer; a stopped controller is one, too. Throws for any other refusal. */
export function inQueue<T extends object>(answer: Answer, path: string, read: (answered: Answered) => T): Queue<T> {
  if ('value' in answer) return { controller: 'up', ...read(understood(Answered, answer.value, `ask /${path}`)) };
  if (saysNothingInProgress(answer.refusal)) return { controller: 'down' };
  throw refused(answer.refusal, path);
}
