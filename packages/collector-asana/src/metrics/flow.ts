import { Collector, mean, metric, noData, quantile, type RunContext, share } from '@metta-dd/core';
import type { AsanaConfig } from '../config.js';
import type { Tasks } from '../datasets/tasks.js';

const needs = ['users:read', 'workspaces:read', 'projects:read', 'tasks:read'];
const DAYS = 7;

/** How tasks of the selected projects get done. */
export class Flow extends Collector<AsanaConfig> {
  readonly #tasks: Tasks;

  constructor(run: RunContext<AsanaConfig>, tasks: Tasks) {
    super(run);
    this.#tasks = tasks;
  }

  @metric('asana.velocity.completed_per_day_7d', {
    unit: 'task/day',
    description: 'Tasks completed a day, over seven days.',
    needs,
  })
  async completedPerDay() {
    return (await this.#tasks.completed()).length / DAYS;
  }

  @metric('asana.velocity.completion_rate_pct', {
    unit: 'percent',
    description: 'Tasks completed within seven days in percent of those created in the same days.',
    needs,
  })
  async completionRate() {
    const created = (await this.#tasks.created()).length;
    return share((await this.#tasks.completed()).length, created) ?? noData('no task was created within seven days');
  }

  @metric('asana.cycle_time.avg_hours', {
    unit: 'hour',
    description: 'Mean hours from creation to completion of the tasks completed within seven days, nights included.',
    needs,
  })
  async meanCycleTime() {
    return mean(await this.#tasks.hoursToComplete()) ?? noData('no task was completed within seven days');
  }

  @metric('asana.cycle_time.p50_hours', {
    unit: 'hour',
    description: 'Median hours from creation to completion of the tasks completed within seven days.',
    needs,
  })
  async medianCycleTime() {
    return quantile(await this.#tasks.hoursToComplete(), 0.5, { minimum: 3 });
  }

  @metric('asana.cycle_time.p90_hours', {
    unit: 'hour',
    description: '90th percentile of hours from creation to completion of the tasks completed within seven days.',
    needs,
  })
  async longCycleTime() {
    return quantile(await this.#tasks.hoursToComplete(), 0.9, { minimum: 10 });
  }

  @metric('asana.users.active_7d', {
    unit: 'user',
    description: 'Distinct assignees of tasks that were completed or changed within seven days.',
    needs,
    // Only the latest change of a task is known, so that the past shows fewer than there were.
    present: true,
  })
  async activeUsers() {
    return (await this.#tasks.activeAssignees()).size;
  }
}
