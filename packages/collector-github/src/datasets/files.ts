import { Datasets, type RunContext, SourceError } from '@metta-dd/core';
import type { ClosedPull, Commit, FileChange } from '../api/rows.js';
import type { GitHubConfig } from '../config.js';
import { matchesAny } from '../rules/glob.js';
import type { Landed, Work } from './work.js';

export interface Lines {
  readonly added: number;
  readonly deleted: number;
}

/** What the commits of the window changed; merge commits change nothing of their own. */
export class Files extends Datasets<GitHubConfig> {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  /** The changed files of each commit, the excluded paths left out. */
  readonly changes = this.once('changed files', async (): Promise<readonly FileChange[]> => {
    const landed = (await this.#work.landed()).filter(({ commit }) => !commit.isMerge);
    if (landed.some(isSquash)) await this.#work.requireFiles();
    const changes = await Promise.all(landed.map((one) => this.#filesOf(one)));
    return changes.flat().filter(({ path }) => !matchesAny(this.run.config.excludePaths, path));
  });

  /** By the statistics of the commits; file by file only where paths are excluded. */
  readonly lines = this.once('changed lines', async (): Promise<Lines> => {
    const parts = this.run.config.excludePaths.length > 0 ? await this.changes() : await this.#statistics();
    return {
      added: parts.reduce((sum, { additions }) => sum + additions, 0),
      deleted: parts.reduce((sum, { deletions }) => sum + deletions, 0),
    };
  });

  async #statistics(): Promise<readonly Commit[]> {
    const commits = (await this.#work.commits()).filter(({ isMerge }) => !isMerge);
    const unknown = commits.find(({ changedFiles }) => changedFiles === undefined);
    if (unknown !== undefined) throw new SourceError(`GitHub could not count what ${unknown.sha} changed`);
    return commits;
  }

  async #filesOf(landed: Landed): Promise<readonly FileChange[]> {
    return isSquash(landed) ? landed.pull.files : this.#work.repository.filesOf(landed.commit);
  }
}

/**
 * True where the commit is its pull request: then the files of the pull request are those of the commit. One of several
 * commits of a rebase has other totals, as has a squash onto a branch where part of it had landed before.
 */
function isSquash(landed: Landed): landed is Landed & { readonly pull: ClosedPull } {
  const { commit, pull } = landed;
  return (
    pull !== undefined &&
    pull.mergeCommit === commit.sha &&
    pull.changedFiles === commit.changedFiles &&
    pull.additions === commit.additions &&
    pull.deletions === commit.deletions
  );
}
