import { metric, type RunContext } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Work } from '../datasets/work.js';
import { RepositoryCollector } from './repository-collector.js';

const needs = ['contents:read'];

/** The branches of one repository. */
export class Branches extends RepositoryCollector {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  @metric('github.branches.total', {
    unit: 'item',
    description: 'All branches but the default one.',
    needs,
    present: true,
  })
  total() {
    return this.from(this.#work.snapshot, ({ whole, branches }) =>
      whole.defaultBranch === undefined ? branches() : branches() - 1,
    );
  }

  @metric('github.branches.active', {
    unit: 'item',
    description:
      'Branches other than the default one whose tip is younger than activeBranchDays (90 by default); the tips may be up to an hour old.',
    needs,
    present: true,
  })
  active() {
    const since = this.daysAgo(this.run.config.activeBranchDays);
    return this.from(this.#work.branchTips, (tips) => tips.filter((tip) => tip > since).length);
  }

  @metric('github.branches.stale', {
    unit: 'item',
    description:
      'Branches other than the default one whose tip is older than staleBranchDays (30 by default); the tips may be up to an hour old.',
    needs,
    present: true,
  })
  stale() {
    const since = this.daysAgo(this.run.config.staleBranchDays);
    return this.from(this.#work.branchTips, (tips) => tips.filter((tip) => tip < since).length);
  }
}
