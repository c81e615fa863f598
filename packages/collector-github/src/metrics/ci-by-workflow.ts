import { metric, noData, quantile, type RunContext, type Sample } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { CiRuns } from '../datasets/ci-runs.js';
import { isSuccessful, newestOnBranch, type Run, workflowGroups } from '../rules/runs.js';
import { successRate } from './ci.js';
import { RepositoryCollector } from './repository-collector.js';

const needs = ['actions:read'];

/** The same by workflow, tagged with the name of its file: the busiest ones, and the rest as `other`. */
export class CiByWorkflow extends RepositoryCollector {
  readonly #ci: CiRuns;

  constructor(run: RunContext<GitHubConfig>, ci: CiRuns) {
    super(run);
    this.#ci = ci;
  }

  @metric('github.ci.by_workflow.success_rate_pct', {
    unit: 'percent',
    description: 'Share of successful runs among the successful and failed ones within seven days, by workflow.',
    needs,
  })
  successRates() {
    return this.from(this.#ci.runs, (runs) =>
      this.#samples(runs, successRate, 'no workflow run succeeded or failed in the window'),
    );
  }

  @metric('github.ci.by_workflow.duration_p90_minutes', {
    unit: 'minute',
    description: '90th percentile of the duration of the runs within seven days, by workflow, from ten runs on.',
    needs,
  })
  p90Durations() {
    return this.from(
      () => Promise.all([this.#ci.runs(), this.#ci.durations()]),
      ([runs, timed]) => {
        const minutesOf = new Map(timed.map(({ run, minutes }) => [run.id, minutes]));
        const p90 = (group: readonly Run[]) => {
          const value = quantile(
            group.flatMap(({ id }) => minutesOf.get(id) ?? []),
            0.9,
            { minimum: 10 },
          );
          return typeof value === 'number' ? value : undefined;
        };
        return this.#samples(runs, p90, 'no workflow has ten successful or failed runs in the window');
      },
    );
  }

  @metric('github.ci.by_workflow.passing_on_main', {
    description: '1 where the newest finished run of the workflow on the default branch succeeded, else 0.',
    needs,
  })
  passing() {
    return this.from(
      () => Promise.all([this.#ci.runs(), this.#ci.defaultBranch()]),
      ([runs, branch]) => {
        const passes = (group: readonly Run[]) => {
          const newest = [...newestOnBranch(group, branch).values()];
          return newest.length === 0 ? undefined : Number(newest.every(isSuccessful));
        };
        return this.#samples(runs, passes, 'no workflow run on the default branch finished in the window');
      },
    );
  }

  #samples(runs: readonly Run[], aggregate: (group: readonly Run[]) => number | undefined, otherwise: string) {
    const groups = workflowGroups(runs, this.run.config.maxWorkflows);
    const samples = [...groups].flatMap(([workflow, group]): Sample[] => {
      const value = aggregate(group);
      return value === undefined ? [] : [{ value, tags: { workflow } }];
    });
    return samples.length === 0 ? noData(otherwise) : samples;
  }
}
