import type { Attempt, Job, Pull, WorkflowRun } from '../world.js';
import { DAY, HOUR, later, SECOND, type Span, WEEK } from './moments.js';
import type { Random } from './random.js';
import { type OutcomeCounts, outcomes, type PlannedAttempt } from './run-outcome.js';
import { type PlannedRun, planRuns } from './run-plan.js';
import type { Setting } from './setting.js';
import type { PlannedWorkflow } from './workflows.js';

type Decided = readonly [PlannedRun, readonly PlannedAttempt[]];

/** The runs of the week that ends at the clock, of the day before that week and of the day to come. */
export function runs(setting: Setting, workflows: readonly PlannedWorkflow[], pulls: readonly Pull[]): WorkflowRun[] {
  const { at, profile } = setting;
  const week: Span = { from: later(at, -WEEK), to: at };
  const aDay: OutcomeCounts = { reruns: 0, rerunsSucceeded: 0, cancelled: 0, timeouts: 0 };
  const daily = Math.round(profile.runs / 7);
  const decide = (span: Span, count: number, counts: OutcomeCounts, label: string): Decided[] => {
    const random = setting.random.fork(label);
    const planned = planRuns({ setting, workflows, pulls, span, random }, count);
    return [...outcomes(planned, counts, span, random.fork('outcomes'))];
  };
  const decided = [
    ...decide({ from: later(week.from, -DAY), to: week.from }, daily, aDay, 'runs before'),
    ...decide(week, profile.runs, profile, 'runs'),
    ...decide({ from: at, to: later(at, DAY) }, daily, aDay, 'runs after'),
  ];
  decided.sort(([a], [b]) => a.createdAt.getTime() - b.createdAt.getTime());
  return new Recorder(setting).record(decided);
}

/** Gives runs and jobs their numbers, in the order of their creation. */
class Recorder {
  readonly #setting: Setting;
  readonly #random: Random;
  readonly #numbers = new Map<number, number>();
  #id: number;
  #jobId: number;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#random = setting.random.fork('jobs');
    this.#id = 17_000_000_000 + setting.firstId;
    this.#jobId = 47_000_000_000 + setting.firstId;
  }

  record(decided: readonly Decided[]): WorkflowRun[] {
    return decided.map(([planned, attempts]) => {
      const { by, ...run } = planned;
      const runNumber = (this.#numbers.get(by.workflow.id) ?? 0) + 1;
      this.#numbers.set(by.workflow.id, runNumber);
      this.#id += 1;
      const isDeleted = attempts.at(-1)?.conclusion === 'cancelled' && this.#random.chance(0.2);
      return {
        ...run,
        id: this.#id,
        workflow: by.workflow,
        runNumber,
        attempts: this.#attempts(planned, attempts),
        // A clean-up job deletes cancelled runs, but none that the clock has yet to count.
        ...(isDeleted ? { deletedAt: later(this.#setting.at, 2 * HOUR) } : {}),
      };
    });
  }

  #attempts(run: PlannedRun, planned: readonly PlannedAttempt[]): Attempt[] {
    const attempts: Attempt[] = [];
    for (const [index, { annotation, ...attempt }] of planned.entries()) {
      const jobs = this.#jobs(
        run.by,
        { ...attempt, ...(annotation === undefined ? {} : { annotation }) },
        attempts.at(-1),
      );
      attempts.push({ number: index + 1, ...attempt, jobs });
    }
    return attempts;
  }

  /** The last job decides; those that succeeded before a re-run of the failed ones keep their times. */
  #jobs(by: PlannedWorkflow, attempt: PlannedAttempt, before: Attempt | undefined): Job[] {
    const { startedAt, completedAt, conclusion, annotation } = attempt;
    if (conclusion === 'startup_failure') return [];
    const length = completedAt.getTime() - startedAt.getTime();
    return by.jobs.map((name, index) => {
      const id = ++this.#jobId;
      const kept = before?.jobs[index];
      if (kept?.conclusion === 'success') return { ...kept, id };
      const isLast = index === by.jobs.length - 1;
      const isDecided = isLast || conclusion === 'skipped' || conclusion === 'success';
      const end = isLast ? completedAt : later(startedAt, Math.max(SECOND, length * this.#random.between(0.3, 0.9)));
      return {
        id,
        name,
        startedAt,
        completedAt: end,
        conclusion: isDecided ? conclusion : 'success',
        annotations: isLast && annotation !== undefined ? [annotation] : [],
      };
    });
  }
}
