import { metric, type RunContext } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Files } from '../datasets/files.js';
import { RepositoryCollector } from './repository-collector.js';

/** How much of the code of one repository changes. */
export class Code extends RepositoryCollector {
  readonly #files: Files;

  constructor(run: RunContext<GitHubConfig>, files: Files) {
    super(run);
    this.#files = files;
  }

  @metric('github.code.lines_added_7d', {
    unit: 'item',
    description: 'Lines added by the commits on the default branch within seven days, merge commits left out.',
    needs: ['contents:read'],
  })
  added() {
    return this.from(this.#files.lines, ({ added }) => added);
  }

  @metric('github.code.lines_deleted_7d', {
    unit: 'item',
    description: 'Lines deleted by the commits on the default branch within seven days, merge commits left out.',
    needs: ['contents:read'],
  })
  deleted() {
    return this.from(this.#files.lines, ({ deleted }) => deleted);
  }

  @metric('github.code.files_changed_7d', {
    unit: 'file',
    description:
      'Distinct paths that the commits on the default branch touched within seven days; of a rename the new one.',
    needs: ['contents:read', 'pull_requests:read'],
  })
  files() {
    return this.from(this.#files.changes, (changes) => new Set(changes.map(({ path }) => path)).size);
  }
}
