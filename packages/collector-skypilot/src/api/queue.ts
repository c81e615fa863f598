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

const Answered = z.union([
  z.array(TaskRecord),
  z.object({ jobs: z.array(TaskRecord), status_counts: z.record(z.string(), z.int().min(0)).nullish() }),
]);
type Answered = z.output<typeof Answered>;

const CORE = ['job_id', 'task_id', 'job_name', 'task_name', 'status', 'submitted_at', 'start_at', 'end_at'];
const OWNER = ['user_name', 'user_hash', 'workspace'];
const WORK = ['job_duration', 'recovery_count', 'resources'];
// These make the server load the handle of the cluster, which takes it longer.
const PLACE = ['cluster_resources_full', 'cloud', 'region', 'pool', 'cluster_name_on_cloud', 'current_cluster_name'];

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
    const what = 'list unfinished managed jobs';
    const body = { skip_finished: true, fields: [...CORE, ...OWNER, ...WORK, ...PLACE, 'accelerators'] };
    const answer = await this.#ask(body, what);
    // Servers before 0.14 take accelerators for whole numbers and fail over half a GPU.
    const fractional = 'refusal' in answer && answer.refusal.type === 'ValidationError';
    const last = fractional ? await this.#ask({ ...body, fields: body.fields.slice(0, -1) }, what) : answer;
    return inQueue(last, what, (answered) => ({ tasks: recordsIn(answered).map(taskOf), at: last.at }));
  }

  /** Ended tasks that were submitted since then, and perhaps older ones; `placed` tells where they ran, too. */
  async finished(since: Date, placed: boolean): Promise<Queue<Tasks>> {
    const body = {
      statuses: TERMINAL_STATUSES,
      fields: [...CORE, ...OWNER, ...WORK, ...(placed ? PLACE : [])],
      ...(this.#features.sorting && { sort_by: 'job_id', sort_order: 'desc' }),
    };
    const what = 'list finished managed jobs';
    if (!this.#features.submittedAfter) return this.#pages(body, what, since);
    const answer = await this.#ask({ ...body, submitted_after: since.getTime() / 1000 }, what);
    return inQueue(answer, what, (answered) => ({ tasks: recordsIn(answered).map(taskOf), at: answer.at }));
  }

  /** Numbers of tasks by status over the life of the controller. */
  async counts(): Promise<Queue<{ readonly counts: ReadonlyMap<string, number> }>> {
    const what = 'count managed jobs';
    const answer = await this.#ask({ limit: 1, fields: ['job_id', 'status'] }, what);
    return inQueue(answer, what, (answered) => {
      const counts = Array.isArray(answered) ? undefined : answered.status_counts;
      if (counts === undefined || counts === null) throw new SourceError(`cannot ${what}: there are no status_counts`);
      return { counts: new Map(Object.entries(counts)) };
    });
  }

  /** Newest jobs first, until a whole page was submitted before the horizon. */
  async #pages(body: object, what: string, since: Date): Promise<Queue<Tasks>> {
    const found = new Map<string, Task>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const answer = await this.#ask({ ...body, limit: PAGE_SIZE, page }, what);
      const queue = inQueue(answer, what, (answered) => ({ tasks: recordsIn(answered).map(taskOf), at: answer.at }));
      if (queue.controller === 'down') return queue;
      // Pages are cut from a list that grows at its head, so one may repeat the end of the page before.
      for (const [index, task] of queue.tasks.entries()) found.set(keyOf(task, page, index), task);
      const older = queue.tasks.every(({ submittedAt }) => submittedAt !== undefined && submittedAt < since);
      if (queue.tasks.length < PAGE_SIZE || older) return { ...queue, tasks: [...found.values()] };
    }
    throw new SourceError(`cannot ${what}: more than ${MAX_PAGES} pages of ${PAGE_SIZE} jobs`, {
      hint: 'lower `maxJobAgeDays`, or upgrade the server to 0.13, which takes the horizon itself',
    });
  }

  #ask(body: object, what: string): Promise<Answer> {
    return this.#server.ask({
      path: 'jobs/queue/v2',
      body: { refresh: false, all_users: true, ...body },
      what,
    });
  }
}

function keyOf({ jobId, taskId }: Task, page: number, index: number): string {
  return taskId === undefined ? `${page}:${index}` : `${jobId}/${taskId}`;
}

/** What `read` makes of an answer; a stopped controller is one, too. Throws for any other refusal. */
export function inQueue<T extends object>(answer: Answer, what: string, read: (answered: Answered) => T): Queue<T> {
  if ('value' in answer) return { controller: 'up', ...read(understood(Answered, answer.value, what)) };
  if (saysNothingInProgress(answer.refusal)) return { controller: 'down' };
  throw refused(answer.refusal, what);
}

export function recordsIn(answered: Answered): readonly TaskRecord[] {
  return Array.isArray(answered) ? answered : answered.jobs;
}
