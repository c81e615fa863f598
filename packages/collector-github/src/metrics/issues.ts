import { metric, type NoData, noData, type RunContext, type Sample } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Work } from '../datasets/work.js';
import { RepositoryCollector } from './repository-collector.js';

/** The issues of one repository, by label. */
export class Issues extends RepositoryCollector {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  @metric('github.issues.open', {
    unit: 'item',
    description: 'Open issues with a configured label; an issue with two of them counts in both.',
    needs: ['issues:read'],
    present: true,
  })
  async open(): Promise<readonly Sample[] | NoData> {
    const { issueLabels } = this.run.config;
    if (issueLabels.length === 0) return noData('no label is configured; set issueLabels');
    return this.from(this.#work.snapshot, ({ whole, openIssues }) => {
      if (!whole.hasIssues) return noData('the repository has issues switched off');
      const counts = openIssues();
      return issueLabels.flatMap((label, index) => {
        const value = counts[index];
        return value === undefined ? [] : [{ value, tags: { label } }];
      });
    });
  }
}
