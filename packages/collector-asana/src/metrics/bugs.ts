import { Collector, mean, metric, type NoData, noData, type RunContext, type Sample } from '@metta-dd/core';
import type { AsanaConfig, TrackedProject } from '../config.js';
import type { Tasks } from '../datasets/tasks.js';
import { type Bucket, bucketsOf, requireField } from '../rules/bucket.js';
import { byLabel } from '../rules/labels.js';

const listing = ['users:read', 'workspaces:read', 'tasks:read'];
const needs = [...listing, 'projects:read', 'project_sections:read'];

/** A project that is watched, and its tasks. */
export interface TrackedTasks {
  readonly project: TrackedProject;
  readonly tasks: Tasks;
}

/** The bugs of one tracked project. */
export class Bugs extends Collector<AsanaConfig> {
  readonly #tracked: TrackedTasks | undefined;

  /** Without a project every metric is no data. */
  constructor(run: RunContext<AsanaConfig>, tracked: TrackedTasks | undefined) {
    super(run);
    this.#tracked = tracked;
  }

  @metric('asana.projects.bugs.triage_count', {
    unit: 'task',
    description: 'Open bugs in a section of the project for triage.',
    needs,
    present: true,
  })
  triage() {
    return this.#in('triage');
  }

  @metric('asana.projects.bugs.active_count', {
    unit: 'task',
    description: 'Open bugs in a section of the project for what is in work.',
    needs,
    present: true,
  })
  active() {
    return this.#in('active');
  }

  @metric('asana.projects.bugs.backlog_count', {
    unit: 'task',
    description: 'Open bugs in a section of the project for what is put off.',
    needs,
    present: true,
  })
  backlog() {
    return this.#in('backlog');
  }

  @metric('asana.projects.bugs.other_count', {
    unit: 'task',
    description: 'Open bugs in any other section of the project.',
    needs,
    present: true,
  })
  other() {
    return this.#in('other');
  }

  @metric('asana.projects.bugs.total_open', {
    unit: 'task',
    description: 'Open bugs of the project.',
    needs: listing,
    present: true,
  })
  open() {
    return this.#of(async ({ tasks }) => (await tasks.open()).length);
  }

  @metric('asana.projects.bugs.completed_7d', {
    unit: 'task',
    description: 'Bugs of the project completed within seven days.',
    needs: listing,
  })
  completedInWeek() {
    return this.#of(async ({ tasks }) => (await tasks.completed()).length);
  }

  @metric('asana.projects.bugs.completed_30d', {
    unit: 'task',
    description: 'Bugs of the project completed within 30 days.',
    needs: listing,
  })
  completedInMonth() {
    return this.#of(async ({ tasks }) => (await tasks.completed(30)).length);
  }

  @metric('asana.projects.bugs.created_7d', {
    unit: 'task',
    description: 'Bugs of the project created within seven days, closed ones included, deleted and moved ones not.',
    needs: listing,
  })
  created() {
    return this.#of(async ({ tasks }) => (await tasks.created()).length);
  }

  @metric('asana.projects.bugs.avg_age_days', {
    unit: 'day',
    description: 'Mean days since the open bugs of the project were created.',
    needs: listing,
    present: true,
  })
  meanAge() {
    return this.#of(async ({ tasks }) => mean(await tasks.daysOpen()) ?? noData('no bug is open'));
  }

  @metric('asana.projects.bugs.oldest_bug_days', {
    unit: 'day',
    description: 'Days since the oldest open bug of the project was created.',
    needs: listing,
    present: true,
  })
  oldest() {
    return this.#of(async ({ tasks }) => {
      const days = await tasks.daysOpen();
      return days.length === 0 ? noData('no bug is open') : days.reduce((most, one) => Math.max(most, one));
    });
  }

  @metric('asana.projects.bugs.by_label', {
    unit: 'task',
    description: 'Open bugs of the project by the option of its labelField; none where none is chosen.',
    needs: [...listing, 'custom_fields:read'],
    present: true,
  })
  byLabel() {
    return this.#of(async ({ project, tasks }): Promise<NoData | Sample[]> => {
      if (project.labelField === undefined) return noData('the project has no labelField');
      const bugs = await tasks.open();
      requireField(bugs, project.labelField, 'labelField');
      return byLabel(bugs, project.labelField, this.run.config.maxLabels);
    });
  }

  #in(bucket: Bucket) {
    return this.#of(async ({ project, tasks }) => {
      const bugs = await tasks.open();
      if (project.workflowField !== undefined) requireField(bugs, project.workflowField.gid, 'workflowField.gid');
      const bucketOf = bucketsOf(project);
      return bugs.filter((bug) => bucketOf(bug) === bucket).length;
    });
  }

  async #of<R>(arithmetic: (tracked: TrackedTasks) => Promise<R>): Promise<R | NoData> {
    if (this.#tracked === undefined) return noData('no project is tracked: set trackedProjects');
    return arithmetic(this.#tracked);
  }
}
