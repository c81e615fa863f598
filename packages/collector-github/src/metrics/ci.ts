import { mean, metric, noData, quantile, type RunContext, share } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import { CANCELLATIONS, type CiRuns } from '../datasets/ci-runs.js';
import { isFailed, isFinished, isSuccessful, type Run, workflowTag } from '../rules/runs.js';
import { RepositoryCollector } from './repository-collector.js';

const needs = ['actions:read'];
const NONE_FINISHED = noData('no workflow run succeeded or failed in the window');

/** How the workflow runs of one repository fare. */
export class Ci extends RepositoryCollector {
  readonly #ci: CiRuns;

  constructor(run: RunContext<GitHubConfig>, ci: CiRuns) {
    super(run);
    this.#ci = ci;
  }

  @metric('github.ci.workflow_runs_7d', {
    unit: 'run',
    description: 'Workflow runs created within seven days; a re-run is the same run.',
    needs,
  })
  runs() {
    return this.from(this.#ci.runs, (runs) => runs.length);
  }

  @metric('github.ci.failed_workflows_7d', {
    unit: 'run',
    description: 'Workflow runs created within seven days whose latest attempt failed, timed out or did not start.',
    needs,
  })
  failed() {
    return this.from(this.#ci.runs, (runs) => runs.filter(isFailed).length);
  }

  @metric('github.ci.success_rate_pct', {
    unit: 'percent',
    description: 'Share of successful runs among the successful and failed ones created within seven days.',
    needs,
  })
  successRate() {
    return this.from(this.#ci.runs, (runs) => successRate(runs) ?? NONE_FINISHED);
  }

  @metric('github.ci.avg_workflow_duration_minutes', {
    unit: 'minute',
    description: 'Mean duration of the latest attempt of the successful and failed runs created within seven days.',
    needs,
  })
  meanDuration() {
    return this.from(this.#ci.durations, (timed) => mean(timed.map(({ minutes }) => minutes)) ?? NONE_FINISHED);
  }

  @metric('github.ci.duration_p50_minutes', {
    unit: 'minute',
    description: 'Median duration of the successful and failed runs created within seven days.',
    needs,
  })
  medianDuration() {
    return this.#quantile(0.5, 3);
  }

  @metric('github.ci.duration_p90_minutes', {
    unit: 'minute',
    description: '90th percentile of the duration of the successful and failed runs created within seven days.',
    needs,
  })
  p90Duration() {
    return this.#quantile(0.9, 10);
  }

  @metric('github.ci.duration_p99_minutes', {
    unit: 'minute',
    description: '99th percentile of the duration of the successful and failed runs created within seven days.',
    needs,
  })
  p99Duration() {
    return this.#quantile(0.99, 100);
  }

  @metric('github.ci.flaky_checks_7d', {
    unit: 'run',
    description:
      'Runs created within seven days that passed although an earlier attempt, or run, of the same commit failed.',
    needs,
  })
  flaky() {
    return this.from(this.#ci.flaky, (runs) => runs.length);
  }

  @metric('github.ci.cancelled_7d', {
    unit: 'run',
    description: 'Cancelled runs created within seven days by reason: superseded by a newer run, timeout, or other.',
    needs: ['actions:read', 'checks:read'],
  })
  cancelled() {
    return this.from(this.#ci.cancellations, (reasons) =>
      CANCELLATIONS.map((reason) => ({ value: reasons.filter((one) => one === reason).length, tags: { reason } })),
    );
  }

  @metric('github.ci.timeout_cancellations_7d', {
    unit: 'run',
    description: 'Runs created within seven days that a timeout ended; GitHub reports most of them as cancelled.',
    needs: ['actions:read', 'checks:read'],
  })
  timeouts() {
    return this.from(
      () => Promise.all([this.#ci.runs(), this.#ci.cancellations()]),
      ([runs, reasons]) =>
        runs.filter(({ completed, conclusion }) => completed && conclusion === 'timed_out').length +
        reasons.filter((reason) => reason === 'timeout').length,
    );
  }

  @metric('github.ci.runs', {
    type: 'count',
    event: true,
    unit: 'run',
    description: 'A workflow run finished.',
    needs,
  })
  runEvents() {
    return this.from(this.#ci.runs, (runs) =>
      runs
        .filter((run) => run.completed && run.conclusion !== undefined && this.#isRecent(run))
        .map((run) => ({
          ...eventOf(run),
          value: 1,
          tags: { workflow: workflowTag(run.path), conclusion: run.conclusion ?? '' },
        })),
    );
  }

  @metric('github.ci.run.duration', {
    type: 'distribution',
    event: true,
    unit: 'second',
    description: 'Duration of a workflow run that succeeded or failed.',
    needs,
  })
  durationEvents() {
    return this.from(this.#ci.durations, (timed) =>
      timed
        .filter(({ run }) => this.#isRecent(run))
        .map(({ run, minutes }) => ({
          ...eventOf(run),
          value: minutes * 60,
          tags: { workflow: workflowTag(run.path) },
        })),
    );
  }

  #quantile(q: number, minimum: number) {
    return this.from(this.#ci.durations, (timed) =>
      quantile(
        timed.map(({ minutes }) => minutes),
        q,
        { minimum },
      ),
    );
  }

  // What was sent is remembered for two days; an older event would look like a new one.
  #isRecent({ updatedAt }: Run): boolean {
    return this.inWindow(updatedAt, 1);
  }
}

function eventOf({ id, attempt, updatedAt }: Run) {
  return { id: `${id}.${attempt}`, at: updatedAt };
}

/** The share of successful runs in percent; `undefined` where none has finished. */
export function successRate(runs: readonly Run[]): number | undefined {
  return share(runs.filter(isSuccessful).length, runs.filter(isFinished).length);
}
