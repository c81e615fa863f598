import { Datasets, type RunContext, SourceError } from '@metta-dd/core';
import type { Task } from './api/task.js';
import type { SkyPilotApi } from './api.js';
import type { SkyPilotConfig } from './config.js';
import type { Jobs } from './datasets.js';

const SIDE_BY_SIDE = 4;

/** A task with the seconds it waited, or waits, in the queue. */
export interface Wait {
  readonly task: Task;
  readonly seconds: number;
}

/** How long jobs wait in the queue, which costs a question for each job and is known only for so many. */
export class QueueTimes extends Datasets<SkyPilotConfig> {
  readonly #api: SkyPilotApi;
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, api: SkyPilotApi, jobs: Jobs) {
    super(run);
    this.#api = api;
    this.#jobs = jobs;
  }

  /** The waits of those of the tasks that are the first of their job and have not started. */
  async waits(tasks: readonly Task[]): Promise<readonly Wait[]> {
    const { tasks: all, at } = await this.#jobs.unfinished();
    // A later task of a pipeline waits for the one before, not in the queue.
    const begun = new Set(all.filter(({ startAt }) => startAt !== undefined).map(({ jobId }) => jobId));
    const first = new Map(
      tasks
        .filter(waits)
        .toReversed()
        .map((task) => [task.jobId, task]),
    );
    const waiting = [...first.values()].filter(({ jobId }) => !begun.has(jobId)).toSorted((a, b) => a.jobId - b.jobId);
    const found: Wait[] = [];
    const asked = await this.#affordable(waiting);
    for (let from = 0; from < asked.length; from += SIDE_BY_SIDE) {
      const some = asked.slice(from, from + SIDE_BY_SIDE);
      found.push(...(await Promise.all(some.map((task) => this.#wait(task, at)))).flat());
    }
    return found;
  }

  /** Those that are known from an earlier run, and as many others as may be asked for. */
  async #affordable(waiting: readonly Task[]): Promise<readonly Task[]> {
    const known = await Promise.all(waiting.map(({ jobId }) => this.#api.knowsQueueTime(jobId)));
    const unknown = waiting.filter((_, index) => known[index] !== true);
    const { maxQueueQueries } = this.run.config.perJob;
    const left = unknown.length - maxQueueQueries;
    if (left > 0)
      this.run.log.warn('jobs beyond perJob.maxQueueQueries have no time in the queue in this run', { jobs: left });
    const asked = new Set(unknown.slice(0, maxQueueQueries));
    return waiting.filter((task, index) => known[index] === true || asked.has(task));
  }

  async #wait(task: Task, now: Date): Promise<readonly Wait[]> {
    const since = await this.#api.queuedSince(task.jobId);
    if (since === undefined) return [];
    const until = task.status === 'PENDING' ? now : task.submittedAt;
    if (until === undefined) return [];
    const seconds = (until.getTime() - since.getTime()) / 1000;
    // A second of rounding in the server's Date is no contradiction.
    if (seconds < -1)
      throw new SourceError(`cannot tell how long job ${task.jobId} waits: it entered the queue in the future`, {
        hint: 'run the API server with TZ=UTC, or on PostgreSQL, which keeps the zone of its times',
      });
    return [{ task, seconds: Math.max(0, seconds) }];
  }
}

function waits({ status }: Task): boolean {
  return status === 'PENDING' || status === 'STARTING';
}
