import { Collector, metric, type RunContext } from '@metta-dd/core';
import type { AsanaConfig } from '../config.js';
import type { Tasks } from '../datasets/tasks.js';
import { type Due, dueBy } from '../rules/due.js';

const needs = ['users:read', 'workspaces:read', 'projects:read', 'tasks:read'];

/** What there is to do in the selected projects. */
export class Workload extends Collector<AsanaConfig> {
  readonly #tasks: Tasks;
  #counts: Promise<ReadonlyMap<Due, number>> | undefined;

  constructor(run: RunContext<AsanaConfig>, tasks: Tasks) {
    super(run);
    this.#tasks = tasks;
  }

  @metric('asana.tasks.total', {
    unit: 'task',
    description: 'Tasks of the selected projects that are open or were completed within 30 days.',
    needs,
    present: true,
  })
  async total() {
    return (await this.#tasks.open()).length + (await this.#tasks.completed(30)).length;
  }

  @metric('asana.tasks.open', {
    unit: 'task',
    description: 'Open tasks of the selected projects, each once however many of them it is in.',
    needs,
    present: true,
  })
  async open() {
    return (await this.#tasks.open()).length;
  }

  @metric('asana.tasks.completed_7d', { unit: 'task', description: 'Tasks completed within seven days.', needs })
  async completedInWeek() {
    return (await this.#tasks.completed()).length;
  }

  @metric('asana.tasks.completed_30d', { unit: 'task', description: 'Tasks completed within 30 days.', needs })
  async completedInMonth() {
    return (await this.#tasks.completed(30)).length;
  }

  @metric('asana.tasks.overdue', {
    unit: 'task',
    description: 'Open tasks whose due time has passed; without a time, whose due day in the time zone has passed.',
    needs,
    present: true,
  })
  overdue() {
    return this.#due('overdue');
  }

  @metric('asana.tasks.due_today', {
    unit: 'task',
    description: 'Open tasks that are due today in the time zone and not overdue yet.',
    needs,
    present: true,
  })
  dueToday() {
    return this.#due('today');
  }

  @metric('asana.tasks.due_this_week', {
    unit: 'task',
    description:
      'Open tasks that are due after today and until the last day of the week, or within the next seven days (dueWindow).',
    needs,
    present: true,
  })
  dueThisWeek() {
    return this.#due('this week');
  }

  @metric('asana.tasks.no_due_date', {
    unit: 'task',
    description: 'Open tasks without a due date.',
    needs,
    present: true,
  })
  noDueDate() {
    return this.#due('never');
  }

  @metric('asana.tasks.unassigned', {
    unit: 'task',
    description: 'Open tasks without an assignee.',
    needs,
    present: true,
  })
  async unassigned() {
    return (await this.#tasks.open()).filter(({ assigneeGid }) => assigneeGid === undefined).length;
  }

  @metric('asana.tasks.assigned', {
    unit: 'task',
    description: 'Open tasks with an assignee.',
    needs,
    present: true,
  })
  async assigned() {
    return (await this.#tasks.open()).filter(({ assigneeGid }) => assigneeGid !== undefined).length;
  }

  async #due(when: Due): Promise<number> {
    this.#counts ??= this.#countDue();
    return (await this.#counts).get(when) ?? 0;
  }

  /** Counted once for all: it takes the calendar of a zone. */
  async #countDue(): Promise<ReadonlyMap<Due, number>> {
    const { startedAt, config } = this.run;
    const groups = Map.groupBy(await this.#tasks.open(), dueBy({ ...config, startedAt }));
    return new Map([...groups].map(([due, { length }]) => [due, length]));
  }
}
