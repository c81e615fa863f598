import { mean, metric, noData, quantile, type RunContext } from '@metta-dd/core';
import type { MergedPull } from '../api/rows.js';
import type { GitHubConfig } from '../config.js';
import type { Work } from '../datasets/work.js';
import { isBot } from '../rules/people.js';
import { codingHours, hoursOfCycle, hoursToMerge } from '../rules/pull-times.js';
import { RepositoryCollector } from './repository-collector.js';

const needs = ['pull_requests:read'];
const NONE_MERGED = noData('no pull request was merged in the window');

/** How pull requests flow through one repository. */
export class PullRequests extends RepositoryCollector {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  @metric('github.prs.open', {
    unit: 'item',
    description: 'Open pull requests, drafts included.',
    needs,
    present: true,
  })
  open() {
    return this.from(this.#work.open, (pulls) => pulls.length);
  }

  @metric('github.prs.stale_count_14d', {
    unit: 'item',
    description: 'Open pull requests created more than 14 days ago.',
    needs,
    present: true,
  })
  stale() {
    return this.from(this.#work.open, (pulls) => pulls.filter(({ createdAt }) => createdAt < this.daysAgo(14)).length);
  }

  @metric('github.prs.inactive_14d', {
    unit: 'item',
    description: 'Open pull requests by people, drafts left out, without any activity for 14 days.',
    needs,
    present: true,
  })
  inactive() {
    const { bots } = this.run.config;
    return this.from(
      this.#work.open,
      (pulls) =>
        pulls.filter(
          ({ isDraft, author, updatedAt }) => !isDraft && !isBot(author, bots) && updatedAt < this.daysAgo(14),
        ).length,
    );
  }

  @metric('github.prs.merged_7d', { unit: 'item', description: 'Pull requests merged within seven days.', needs })
  merged() {
    return this.from(this.#work.merged, (pulls) => pulls.length);
  }

  @metric('github.prs.closed_without_merge_7d', {
    unit: 'item',
    description: 'Pull requests closed within seven days without being merged.',
    needs,
  })
  closedWithoutMerge() {
    return this.from(this.#work.abandoned, (pulls) => pulls.length);
  }

  @metric('github.prs.avg_time_to_merge_hours', {
    unit: 'hour',
    description: 'Mean hours from creation to merge of the pull requests merged within seven days.',
    needs,
  })
  meanTimeToMerge() {
    return this.#mean(hoursToMerge);
  }

  @metric('github.prs.time_to_merge_p50_hours', {
    unit: 'hour',
    description: 'Median hours from creation to merge of the pull requests merged within seven days.',
    needs,
  })
  medianTimeToMerge() {
    return this.#quantile(hoursToMerge, 0.5, 3);
  }

  @metric('github.prs.time_to_merge_p90_hours', {
    unit: 'hour',
    description: '90th percentile of hours from creation to merge of the pull requests merged within seven days.',
    needs,
  })
  p90TimeToMerge() {
    return this.#quantile(hoursToMerge, 0.9, 10);
  }

  @metric('github.prs.cycle_time_hours', {
    unit: 'hour',
    description:
      'Mean hours from open, which is ready for review, to merge of the pull requests merged within seven days.',
    needs,
  })
  meanCycleTime() {
    return this.#mean(hoursOfCycle);
  }

  @metric('github.prs.cycle_time_p50_hours', {
    unit: 'hour',
    description: 'Median hours from open to merge of the pull requests merged within seven days.',
    needs,
  })
  medianCycleTime() {
    return this.#quantile(hoursOfCycle, 0.5, 3);
  }

  @metric('github.prs.cycle_time_p90_hours', {
    unit: 'hour',
    description: '90th percentile of hours from open to merge of the pull requests merged within seven days.',
    needs,
  })
  p90CycleTime() {
    return this.#quantile(hoursOfCycle, 0.9, 10);
  }

  @metric('github.prs.coding_time_hours', {
    unit: 'hour',
    description:
      'Mean hours from the writing of the oldest commit to open, over the pull requests merged within seven days.',
    needs,
  })
  codingTime() {
    return this.from(
      this.#work.merged,
      (pulls) =>
        mean(pulls.flatMap((pull) => codingHours(pull) ?? [])) ??
        noData('no merged pull request has a commit written before it was opened'),
    );
  }

  @metric('github.prs.merged', {
    type: 'count',
    event: true,
    unit: 'item',
    description: 'A pull request was merged.',
    needs,
  })
  mergeEvents() {
    return this.from(this.#work.merged, (pulls) => pulls.map((pull) => ({ ...eventOf(pull), value: 1 })));
  }

  @metric('github.prs.time_to_merge', {
    type: 'distribution',
    event: true,
    unit: 'hour',
    description: 'Hours from creation to merge of a pull request that was merged.',
    needs,
  })
  timeToMergeEvents() {
    return this.from(this.#work.merged, (pulls) =>
      pulls.map((pull) => ({ ...eventOf(pull), value: hoursToMerge(pull) })),
    );
  }

  #mean(hoursOf: (pull: MergedPull) => number) {
    return this.from(this.#work.merged, (pulls) => mean(pulls.map(hoursOf)) ?? NONE_MERGED);
  }

  #quantile(hoursOf: (pull: MergedPull) => number, q: number, minimum: number) {
    return this.from(this.#work.merged, (pulls) => quantile(pulls.map(hoursOf), q, { minimum }));
  }
}

function eventOf({ number, mergedAt }: MergedPull) {
  return { id: String(number), at: mergedAt };
}
