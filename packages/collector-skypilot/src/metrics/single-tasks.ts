import {
  Collector,
  type Event,
  type Events,
  metric,
  type NoData,
  noData,
  type Reading,
  type RunContext,
  type Tags,
} from '@metta-dd/core';
import type { Task } from '../api/task.js';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';
import type { QueueTimes } from '../queue-times.js';
import { gpusOf, pricingOf } from '../rules/hardware.js';
import { clusterNameOf, type Price, priceOf } from '../rules/prices.js';
import { endingOf, isRunning } from '../rules/status.js';
import { taskKey } from '../rules/task-key.js';

const HOUR = 3600;
const HOUR_MS = HOUR * 1000;

const needs = ['viewer'];
const level = { present: true, needs } as const;
const event = { type: 'gauge', event: true, needs } as const;

/** Metrics of single tasks: switched on by the configuration, and no more tasks than it says. */
export class SingleTasks extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;
  readonly #queueTimes: QueueTimes;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs, queueTimes: QueueTimes) {
    super(run);
    this.#jobs = jobs;
    this.#queueTimes = queueTimes;
  }

  /** Unfinished tasks, those with the most GPUs first. */
  readonly #top = this.once('unfinished tasks', async () => {
    const ranked = (await this.#jobs.active()).toSorted((a, b) => gpuCount(b) - gpuCount(a) || inOrder(a, b));
    return this.#capped(ranked, 'unfinished tasks beyond perJob.maxTasks have no series of their own');
  });

  /** Tasks of the last day, the newest first: what is older was sent, or is too late. */
  readonly #ended = this.once('finished tasks', async () => {
    const ended = await this.#jobs.ended(1);
    if ('noData' in ended) return ended;
    const ranked = ended.tasks.toSorted((a, b) => millis(b.endAt) - millis(a.endAt) || inOrder(a, b));
    return { tasks: this.#capped(ranked, 'finished tasks beyond perJob.maxTasks have no events of their own') };
  });

  @metric('skypilot.job.runtime_hours', {
    ...level,
    unit: 'hour',
    description: 'Run time of an unfinished task, without provisioning and the gaps of recoveries.',
  })
  runtime() {
    return this.#ofEach(({ startAt, ranSeconds }) =>
      startAt === undefined || ranSeconds === undefined ? undefined : ranSeconds / HOUR,
    );
  }

  @metric('skypilot.job.gpu_count', {
    ...level,
    unit: 'item',
    description: 'GPUs of an unfinished task over all nodes, launched or requested.',
  })
  gpus() {
    return this.#ofEach((task) => (gpusOf(task) === undefined ? undefined : gpuCount(task)));
  }

  @metric('skypilot.job.queue_wait_seconds', {
    ...level,
    unit: 'second',
    description:
      'Time from the entry of a job into the queue until its first task starts, or until now; no data where the server keeps no job events.',
  })
  async queueWait() {
    if (this.run.config.perJob.maxQueueQueries === 0)
      return noData('times in the queue are switched off: set perJob.maxQueueQueries');
    return this.#whereEnabled(async () => {
      const waits = await this.#queueTimes.waits(await this.#top());
      return waits.map(({ task, seconds }) => ({ value: seconds, tags: tagsOf(task) }));
    });
  }

  @metric('skypilot.job.setup_seconds', {
    ...level,
    unit: 'second',
    description:
      'Time from the submission of an unfinished task to its start: provisioning and set-up, without queueing.',
  })
  setup() {
    return this.#ofEach(({ submittedAt, startAt }) =>
      submittedAt === undefined || startAt === undefined ? undefined : (millis(startAt) - millis(submittedAt)) / 1000,
    );
  }

  @metric('skypilot.job.estimated_cost_hourly', {
    ...level,
    unit: 'dollar/hour',
    description:
      'What the cluster of an unfinished task costs in an hour: by the cost report of the server, else by configured prices of its GPUs.',
  })
  async hourlyCost() {
    return this.#whereCosted(async () => {
      const priced = await this.#prices();
      return this.#ofEach((task) => priced(task, true)?.dollarsPerHour);
    });
  }

  @metric('skypilot.job.total_duration_hours', {
    ...event,
    unit: 'hour',
    description: 'A task ended: time from its submission to its end.',
  })
  totalDuration() {
    return this.#ofEnded(({ submittedAt, endAt }) =>
      submittedAt === undefined ? undefined : (millis(endAt) - millis(submittedAt)) / HOUR_MS,
    );
  }

  @metric('skypilot.job.total_cost_usd', {
    ...event,
    unit: 'dollar',
    description:
      'A task ended: what its clusters cost by the cost report of the server, else its GPUs by configured prices over its run time, which leaves out provisioning.',
  })
  async totalCost() {
    const { enabled } = this.run.config.cost;
    if (!enabled) return noData('costs are switched off: set cost.enabled');
    const [costs, priced] = await Promise.all([this.#jobs.costs(), this.#prices()]);
    return this.#ofEnded((task) => {
      const own = costs.filter(({ name }) => name === clusterOf(task));
      const dollars = own.map((cluster) => cluster.dollars);
      if (own.length > 0 && dollars.every((one) => one !== undefined)) return dollars.reduce((a, b) => a + b, 0);
      const price = priced(task, false);
      return price === undefined || task.startAt === undefined || task.ranSeconds === undefined
        ? undefined
        : (price.dollarsPerHour * task.ranSeconds) / HOUR;
    });
  }

  @metric('skypilot.job.time_to_failure_hours', {
    ...event,
    unit: 'hour',
    description: 'A task failed after it had started: its run time.',
  })
  timeToFailure() {
    return this.#ofEnded(({ status, startAt, ranSeconds }) =>
      endingOf(status) !== 'failed' || startAt === undefined || ranSeconds === undefined
        ? undefined
        : ranSeconds / HOUR,
    );
  }

  /** How a task is priced: by the cluster it has, if it is `live`, else by configured prices of what ran. */
  async #prices(): Promise<(task: Task, live: boolean) => Price | undefined> {
    const costs = await this.#jobs.costs();
    const up = new Map(costs.filter(({ status }) => status === 'UP').map((cluster) => [cluster.name, cluster]));
    const { gpuHourlyUsd } = this.run.config.cost;
    return (task, live) => {
      const cluster = live ? up.get(clusterOf(task) ?? '') : undefined;
      // What was only requested costs nothing yet.
      return priceOf(cluster, !live || isRunning(task) ? gpusOf(task) : undefined, gpuHourlyUsd);
    };
  }

  #ofEach(value: (task: Task) => number | undefined): Promise<Reading> {
    return this.#whereEnabled(async () =>
      (await this.#top()).flatMap((task) => {
        const one = value(task);
        return one === undefined ? [] : [{ value: one, tags: tagsOf(task) }];
      }),
    );
  }

  async #ofEnded(value: (task: Task) => number | undefined): Promise<Events> {
    if (!this.run.config.perJob.enabled) return SWITCHED_OFF;
    const ended = await this.#ended();
    if ('noData' in ended) return ended;
    return ended.tasks.flatMap((task): Event[] => {
      const one = value(task);
      if (one === undefined || task.endAt === undefined) return [];
      return [{ id: taskKey(task), at: task.endAt, value: one, tags: tagsOf(task) }];
    });
  }

  async #whereEnabled(read: () => Promise<Reading>): Promise<Reading> {
    return this.run.config.perJob.enabled ? read() : SWITCHED_OFF;
  }

  async #whereCosted(read: () => Promise<Reading>): Promise<Reading> {
    return this.run.config.cost.enabled ? this.#whereEnabled(read) : noData('costs are switched off: set cost.enabled');
  }

  #capped(tasks: readonly Task[], warning: string): readonly Task[] {
    const { maxTasks, enabled } = this.run.config.perJob;
    if (enabled && tasks.length > maxTasks) this.run.log.warn(warning, { tasks: tasks.length - maxTasks });
    return tasks.slice(0, maxTasks);
  }
}

const SWITCHED_OFF: NoData = noData('metrics of single tasks are switched off: set perJob.enabled');

const millis = (at: Date | undefined): number => at?.getTime() ?? 0;

function clusterOf({ taskName, jobId }: Task): string | undefined {
  return taskName === undefined ? undefined : clusterNameOf(taskName, jobId);
}

function inOrder(a: Task, b: Task): number {
  return a.jobId - b.jobId || (a.taskId ?? 0) - (b.taskId ?? 0);
}

function gpuCount(task: Task): number {
  return [...(gpusOf(task)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

function tagsOf(task: Task): Tags {
  const gpus = gpusOf(task);
  return {
    job_id: String(task.jobId),
    ...(task.taskId !== undefined && { task_id: String(task.taskId) }),
    user: task.userName ?? task.userHash ?? 'unknown',
    region: task.region ?? 'unknown',
    gpu_type: gpus === undefined ? 'unknown' : [...gpus.keys()].toSorted().join('_') || 'none',
    pricing: pricingOf(task),
    status: task.status.toLowerCase(),
  };
}
