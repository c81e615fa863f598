import { metric, type NoData, noData, type RunContext } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { ForceMerges } from '../datasets/force-merges.js';
import type { Work } from '../datasets/work.js';
import { RepositoryCollector } from './repository-collector.js';

const contents = ['contents:read'];
const withPulls = ['contents:read', 'pull_requests:read'];

/** What lands on the default branch of one repository, and who writes it. */
export class Commits extends RepositoryCollector {
  readonly #work: Work;
  readonly #forceMerges: ForceMerges;

  constructor(run: RunContext<GitHubConfig>, work: Work, forceMerges: ForceMerges) {
    super(run);
    this.#work = work;
    this.#forceMerges = forceMerges;
  }

  @metric('github.commits.total_7d', {
    unit: 'commit',
    description: 'Commits on the default branch whose committer date is within seven days, merge commits included.',
    needs: contents,
  })
  total() {
    return this.from(this.#work.commits, (commits) => commits.length);
  }

  @metric('github.commits.reverts', {
    unit: 'commit',
    description: 'Commits on the default branch within seven days that revert another; a revert of a revert counts.',
    needs: withPulls,
  })
  reverts() {
    return this.from(this.#work.reverts, (reverts) => reverts.length);
  }

  @metric('github.commits.hotfix', {
    unit: 'commit',
    description: 'Hotfix commits within seven days, by label, by name of the head branch or by prefix of the subject.',
    needs: withPulls,
  })
  hotfixes() {
    return this.from(this.#work.hotfixes, (hotfixes) => hotfixes.length);
  }

  // GitHub lists bypasses by a period that ends now, so that another time cannot be asked for.
  @metric('github.commits.force_merge_7d', {
    unit: 'item',
    description: 'Merges within seven days that bypassed protection, joined over the configured sources.',
    needs: ['administration:read', 'contents:read', 'pull_requests:read'],
    present: true,
  })
  async forceMerges(): Promise<number | NoData> {
    if (!this.#forceMerges.isConfigured) return noData('no source of bypasses is configured; set forceMergeSources');
    return this.from(this.#forceMerges.shas, (shas) => shas.size);
  }

  @metric('github.commits.per_developer_7d', {
    unit: 'commit/user',
    description: 'Commits within seven days for each of their distinct human authors.',
    needs: contents,
  })
  perDeveloper() {
    return this.from(
      () => Promise.all([this.#work.commits(), this.#work.developers()]),
      ([commits, developers]) =>
        developers.size === 0 ? noData('nobody committed in the window') : commits.length / developers.size,
    );
  }

  @metric('github.developers.active_7d', {
    unit: 'user',
    description: 'Distinct human authors and co-authors of the commits on the default branch within seven days.',
    needs: contents,
  })
  developers() {
    return this.from(this.#work.developers, (developers) => developers.size);
  }
}
