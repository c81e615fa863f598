import type { RunContext } from '@metta-dd/core';
import { Datasets, quantile } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import { branchWorkflows, type Check, type Demands, type Verdict, verdictsOn } from '../rules/main-branch.js';
import {
  couldHaveTimedOut,
  flakyAcrossRuns,
  isCancelled,
  isSuccessful,
  isSuspectedFlake,
  minutesOf,
  type Run,
  supersededRuns,
} from '../rules/runs.js';
import type { Work } from './work.js';

/** Why a run was cancelled. */
export const CANCELLATIONS = ['superseded', 'timeout', 'other'] as const;
export type Cancellation = (typeof CANCELLATIONS)[number];

export interface TimedRun {
  readonly run: Run;
  readonly minutes: number;
}

// https://docs.github.com/en/actions/reference/limits: no run lives longer.
const LONGEST_MINUTES = 35 * 24 * 60;
const OUTLIER = 3;
const JOB = 'job:';

/** What the workflow runs of one repository tell. */
export class CiRuns extends Datasets<GitHubConfig> {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  get #repository() {
    return this.#work.repository;
  }

  /** Runs created within the window. */
  readonly runs = this.once('workflow runs', async () => {
    const { whole } = await this.#work.snapshot();
    return this.#repository.runs(whole, this.weekAgo);
  });

  /** Runs that passed although they, or the same run before, had failed. */
  readonly flaky = this.once('earlier attempts', async (): Promise<readonly Run[]> => {
    const runs = await this.runs();
    const suspects = runs.filter(isSuspectedFlake);
    const proofs = await Promise.all(suspects.map((run) => this.#repository.hadFailedBefore(run)));
    const proven = suspects.filter((_, index) => proofs[index] === true);
    return [...new Map([...proven, ...flakyAcrossRuns(runs)].map((run) => [run.id, run])).values()];
  });

  readonly cancellations = this.once('cancelled runs', async (): Promise<readonly Cancellation[]> => {
    const runs = await this.runs();
    const superseded = supersededRuns(runs);
    return Promise.all(
      runs.filter(isCancelled).map(async (run): Promise<Cancellation> => {
        if (superseded.has(run.id)) return 'superseded';
        return couldHaveTimedOut(run) && (await this.#repository.timedOut(run)) ? 'timeout' : 'other';
      }),
    );
  });

  /** Minutes of the successful and failed runs; of those that cannot be true, by their jobs. */
  readonly durations = this.once('durations of runs', async (): Promise<readonly TimedRun[]> => {
    const runs = (await this.runs()).filter((run) => isSuccessful(run) || run.conclusion === 'failure');
    const isDoubtful = doubtful(runs);
    const timed = await Promise.all(
      runs
        .filter(({ completed }) => completed)
        .map(async (run) => ({
          run,
          minutes: isDoubtful(run) ? await this.#repository.minutesByJobs(run) : minutesOf(run),
        })),
    );
    const usable = timed.flatMap(({ run, minutes }) =>
      minutes !== undefined && minutes >= 0 ? [{ run, minutes }] : [],
    );
    if (usable.length < timed.length)
      this.run.log.warn('runs whose clocks disagree were left out of the durations', {
        runs: timed.length - usable.length,
      });
    return usable;
  });

  /** The newest verdicts on the default branch that must pass: configured, else by its rules, else all of its workflows. */
  readonly required = this.once('required workflows', async (): Promise<readonly Verdict[]> => {
    const branch = await this.defaultBranch();
    if (branch === '') return [];
    const { requiredWorkflows } = this.run.config;
    const demands =
      requiredWorkflows.length > 0
        ? { workflows: requiredWorkflows, checks: [] }
        : await this.#repository.branchRules(branch);
    if (demands.workflows.length + demands.checks.length > 0) return this.#verdicts(branch, demands);
    return branchWorkflows(branch, await this.runs());
  });

  readonly benchmarks = this.once('benchmarks', async (): Promise<readonly Verdict[]> => {
    const { benchmarks } = this.run.config;
    const jobs = benchmarks.filter((pattern) => pattern.startsWith(JOB)).map((pattern) => pattern.slice(JOB.length));
    const workflows = benchmarks.filter((pattern) => !pattern.startsWith(JOB));
    return this.#verdicts(await this.defaultBranch(), { workflows, checks: jobs });
  });

  /** Its name; empty where the repository is. */
  readonly defaultBranch = this.once(
    'the default branch',
    async () => (await this.#work.snapshot()).whole.defaultBranch ?? '',
  );

  readonly #headChecks = this.once('checks of commits', () => this.#repository.headChecks());

  async #verdicts(branch: string, demands: Demands): Promise<readonly Verdict[]> {
    const checks: readonly (readonly Check[])[] = demands.checks.length === 0 ? [] : await this.#headChecks();
    return verdictsOn(branch, demands, demands.workflows.length === 0 ? [] : await this.runs(), checks);
  }
}

/** Longer than a run can live, or far above its own workflow's 99th percentile in a first attempt. */
function doubtful(runs: readonly Run[]): (run: Run) => boolean {
  const limits = new Map(
    [...Map.groupBy(runs, ({ workflowId }) => workflowId)].map(([id, group]) => {
      const p99 = quantile(group.map(minutesOf), 0.99, { minimum: 100 });
      return [id, typeof p99 === 'number' ? OUTLIER * p99 : Number.POSITIVE_INFINITY];
    }),
  );
  return (run) => {
    const minutes = minutesOf(run);
    const limit = run.attempt === 1 ? (limits.get(run.workflowId) ?? LONGEST_MINUTES) : LONGEST_MINUTES;
    return minutes > Math.min(limit, LONGEST_MINUTES);
  };
}
