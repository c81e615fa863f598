import { metric, type NoData, noData, type RunContext } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { CiRuns } from '../datasets/ci-runs.js';
import type { Work } from '../datasets/work.js';
import { redMinutes, type Verdict } from '../rules/main-branch.js';
import { isFailed, newestOnBranch } from '../rules/runs.js';
import { RepositoryCollector } from './repository-collector.js';

/** Whether the default branch of one repository is green. */
export class DefaultBranch extends RepositoryCollector {
  readonly #ci: CiRuns;
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, ci: CiRuns, work: Work) {
    super(run);
    this.#ci = ci;
    this.#work = work;
  }

  @metric('github.ci.tests_passing_on_main', {
    description:
      '1 if the newest finished run within seven days of every required workflow on the default branch succeeded, else 0.',
    needs: ['actions:read', 'metadata:read', 'checks:read', 'statuses:read'],
  })
  testsPassing() {
    return this.from(this.#ci.required, (verdicts) => allPass(verdicts, 'workflow'));
  }

  @metric('github.ci.benchmarks_passing', {
    description: '1 if the newest finished run within seven days of every configured benchmark succeeded, else 0.',
    needs: ['actions:read', 'checks:read', 'statuses:read'],
  })
  async benchmarksPassing(): Promise<number | NoData> {
    if (this.run.config.benchmarks.length === 0) return noData('no benchmark is configured; set benchmarks');
    return this.from(this.#ci.benchmarks, (verdicts) => allPass(verdicts, 'benchmark'));
  }

  @metric('github.ci.main.failing_workflows', {
    unit: 'item',
    description: 'Workflows whose newest finished run within seven days on the default branch failed.',
    needs: ['actions:read'],
  })
  failingWorkflows() {
    return this.from(
      () => Promise.all([this.#ci.runs(), this.#ci.defaultBranch()]),
      ([runs, branch]) => {
        const newest = [...newestOnBranch(runs, branch).values()];
        if (newest.length === 0) return noData('no workflow run on the default branch finished in the window');
        return newest.filter(isFailed).length;
      },
    );
  }

  @metric('github.ci.main.red_minutes_7d', {
    unit: 'minute',
    description: 'Minutes within seven days from a failed commit on the default branch to the next successful one.',
    needs: ['contents:read', 'checks:read', 'statuses:read'],
  })
  redMinutes() {
    return this.from(this.#work.checkedCommits, ({ commits, before }) => {
      const states = commits.map(({ committedAt, checks }) => ({
        committedAt,
        ...(checks !== undefined && { state: checks }),
      }));
      const minutes = redMinutes(states, before, { from: this.weekAgo, to: this.run.startedAt });
      return minutes ?? noData('no commit on the default branch has a finished check');
    });
  }
}

/** 1 or 0 where everything demanded has a verdict: what has none may be anything. */
function allPass(verdicts: readonly Verdict[], noun: string): number | NoData {
  if (verdicts.length === 0) return noData(`no ${noun} runs on the default branch`);
  const missing = verdicts.filter(({ passed }) => passed === undefined).map(({ name }) => name);
  if (missing.length > 0) return noData(`no finished run on the default branch in the window of ${missing.join(', ')}`);
  return Number(verdicts.every(({ passed }) => passed === true));
}
