import { Collector, mean, metric, type NoData, noData, type RunContext, tally } from '@metta-dd/core';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';
import { type Ending, endingOf, isQueued, statusTag, TERMINAL_STATUSES, UNFINISHED_STATUSES } from '../rules/status.js';
import { taskKey } from '../rules/task-key.js';

const needs = ['viewer'];
const HORIZON = 'of those submitted at most `maxJobAgeDays` ago';

/** How many tasks there are in which state; a job of several tasks counts with each of them. */
export class JobCounts extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs) {
    super(run);
    this.#jobs = jobs;
  }

  @metric('skypilot.jobs.queued', {
    unit: 'job',
    description: 'Tasks that are accepted and do not run yet: PENDING, SUBMITTED or STARTING.',
    present: true,
    needs,
  })
  async queued() {
    return (await this.#jobs.active()).filter(isQueued).length;
  }

  @metric('skypilot.jobs.running', {
    unit: 'job',
    description: 'Tasks that run: RUNNING or WINDING_DOWN.',
    present: true,
    needs,
  })
  async running() {
    return (await this.#jobs.running()).length;
  }

  @metric('skypilot.jobs.by_status', {
    unit: 'job',
    description: 'Tasks by status, over all that the controller remembers; a status not known here is `other`.',
    present: true,
    needs,
  })
  async byStatus() {
    const known = await this.#jobs.counts();
    if ('noData' in known) {
      const active = await this.#jobs.active();
      return tally(active, 'status', ({ status }) => statusTag(status), [
        ...UNFINISHED_STATUSES.map(statusTag),
        'other',
      ]);
    }
    const statuses = [...UNFINISHED_STATUSES, ...TERMINAL_STATUSES].map((status) => status.toLowerCase());
    const counts = new Map([...statuses, 'other'].map((status) => [status, 0]));
    for (const [status, count] of known.counts)
      counts.set(statusTag(status), (counts.get(statusTag(status)) ?? 0) + count);
    return [...counts].map(([status, value]) => ({ value, tags: { status } }));
  }

  @metric('skypilot.jobs.failed', {
    unit: 'job',
    description: 'Tasks that failed, over all that the controller remembers.',
    present: true,
    needs,
  })
  failed() {
    return this.#ever('failed');
  }

  @metric('skypilot.jobs.succeeded', {
    unit: 'job',
    description: 'Tasks that succeeded, over all that the controller remembers.',
    present: true,
    needs,
  })
  succeeded() {
    return this.#ever('succeeded');
  }

  @metric('skypilot.jobs.cancelled', {
    unit: 'job',
    description: 'Tasks that were cancelled, over all that the controller remembers.',
    present: true,
    needs,
  })
  cancelled() {
    return this.#ever('cancelled');
  }

  @metric('skypilot.jobs.failed_7d', {
    unit: 'job',
    description: `Tasks that failed and ended in the last 7 days, ${HORIZON}.`,
    needs,
  })
  failedInWeek() {
    return this.#inWeek('failed');
  }

  @metric('skypilot.jobs.succeeded_7d', {
    unit: 'job',
    description: `Tasks that succeeded and ended in the last 7 days, ${HORIZON}.`,
    needs,
  })
  succeededInWeek() {
    return this.#inWeek('succeeded');
  }

  @metric('skypilot.jobs.cancelled_7d', {
    unit: 'job',
    description: `Tasks that were cancelled in the last 7 days after they left the queue, ${HORIZON}.`,
    needs,
  })
  cancelledInWeek() {
    return this.#inWeek('cancelled');
  }

  @metric('skypilot.jobs.finished', {
    type: 'count',
    event: true,
    unit: 'job',
    description: 'A task ended, with its status.',
    needs,
  })
  async finished() {
    const ended = await this.#jobs.ended(1);
    if ('noData' in ended) return ended;
    return ended.tasks.flatMap(({ endAt, status, ...task }) =>
      endAt === undefined ? [] : [{ id: taskKey(task), at: endAt, value: 1, tags: { status: status.toLowerCase() } }],
    );
  }

  @metric('skypilot.jobs.with_recoveries', {
    unit: 'job',
    description: 'Unfinished tasks that recovered at least once or are recovering.',
    present: true,
    needs,
  })
  async withRecoveries() {
    const unknown = await this.#jobs.left('recoveries');
    if (unknown !== undefined) return unknown;
    const active = await this.#jobs.active();
    const certain = active.filter(({ status, recoveries = 0 }) => status === 'RECOVERING' || recoveries > 0);
    const untold = active.filter(({ status, recoveries }) => status !== 'RECOVERING' && recoveries === undefined);
    return untold.length === 0 ? certain.length : untoldRecoveries(untold.length);
  }

  @metric('skypilot.jobs.recovery_count.avg', {
    unit: 'item',
    description: 'Mean number of recoveries of unfinished tasks that have started.',
    present: true,
    needs,
  })
  async meanRecoveries() {
    const counts = await this.#recoveries();
    return 'noData' in counts ? counts : mean(counts.recoveries);
  }

  @metric('skypilot.jobs.recovery_count.max', {
    unit: 'item',
    description: 'Largest number of recoveries of an unfinished task that has started.',
    present: true,
    needs,
  })
  async mostRecoveries() {
    const counts = await this.#recoveries();
    return 'noData' in counts ? counts : Math.max(...counts.recoveries);
  }

  async #recoveries(): Promise<{ readonly recoveries: readonly number[] } | NoData> {
    const started = (await this.#jobs.active()).filter(({ startAt }) => startAt !== undefined);
    if (started.length === 0) return noData('no unfinished task has started');
    const recoveries = started.flatMap(({ recoveries }) => recoveries ?? []);
    const untold = started.length - recoveries.length;
    return untold === 0 ? { recoveries } : untoldRecoveries(untold);
  }

  async #ever(ending: Ending) {
    const known = await this.#jobs.counts();
    if ('noData' in known) return known;
    return [...known.counts].reduce((sum, [status, count]) => sum + (endingOf(status) === ending ? count : 0), 0);
  }

  async #inWeek(ending: Ending) {
    const ended = await this.#jobs.ended(7);
    return 'noData' in ended ? ended : ended.tasks.filter(({ status }) => endingOf(status) === ending).length;
  }
}

function untoldRecoveries(tasks: number): NoData {
  return noData(`the server does not tell how often ${tasks} of the tasks recovered`);
}
