import { mean, metric, noData, type RunContext, share } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Work } from '../datasets/work.js';
import { hoursToFirstReview, wasCommentedOn, wasReviewed } from '../rules/pull-times.js';
import { RepositoryCollector } from './repository-collector.js';

const needs = ['pull_requests:read'];
const NONE_MERGED = noData('no pull request was merged in the window');

/** How the pull requests of one repository are reviewed. */
export class Reviews extends RepositoryCollector {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  @metric('github.prs.time_to_first_review_hours', {
    unit: 'hour',
    description:
      'Mean hours from open to the first review or comment by a person who is not the author, over the pull requests merged within seven days.',
    needs,
  })
  timeToFirstReview() {
    const { bots } = this.run.config;
    return this.from(
      this.#work.mergedWithReviews,
      (pulls) =>
        mean(pulls.flatMap((pull) => hoursToFirstReview(pull, bots) ?? [])) ??
        noData('no pull request merged in the window was reviewed'),
    );
  }

  @metric('github.prs.unreviewed_merged_pct', {
    unit: 'percent',
    description:
      'Share of the pull requests merged within seven days without a review by a person who is not the author.',
    needs,
  })
  unreviewed() {
    const { bots } = this.run.config;
    return this.from(
      this.#work.mergedWithReviews,
      (pulls) => share(pulls.filter((pull) => !wasReviewed(pull, bots)).length, pulls.length) ?? NONE_MERGED,
    );
  }

  @metric('github.prs.with_review_comments_pct', {
    unit: 'percent',
    description:
      'Share of the pull requests merged within seven days on which a person other than the author commented.',
    needs,
  })
  withComments() {
    const { bots } = this.run.config;
    return this.from(
      this.#work.mergedWithReviews,
      (pulls) => share(pulls.filter((pull) => wasCommentedOn(pull, bots)).length, pulls.length) ?? NONE_MERGED,
    );
  }

  @metric('github.prs.avg_comments_per_pr', {
    unit: 'item',
    description: 'Mean number of comments, by anybody, on the pull requests merged within seven days.',
    needs,
  })
  commentsPerPull() {
    return this.from(
      this.#work.merged,
      (pulls) => mean(pulls.map(({ totalComments }) => totalComments)) ?? NONE_MERGED,
    );
  }
}
