import { Datasets, type RunContext } from '@metta-dd/core';
import type { History } from '../api/commit-history.js';
import type { Repository } from '../api/repository.js';
import type { ClosedPull, Commit, MergedPull } from '../api/rows.js';
import type { PartialSnapshot } from '../api/snapshots.js';
import type { GitHubConfig } from '../config.js';
import { isHotfix, revertVerdict } from '../rules/changes.js';
import { parseMailmap, people } from '../rules/people.js';

/** A commit of the window with the pull request that brought it, where it is known. */
export interface Landed {
  readonly commit: Commit;
  readonly pull: ClosedPull | undefined;
}

const NOTHING: History = { commits: [], failed: new Map() };

/** What several collectors of one repository share: its snapshot, its commits, its pull requests. */
export class Work extends Datasets<GitHubConfig> {
  readonly repository: Repository;

  constructor(run: RunContext<GitHubConfig>, repository: Repository) {
    super(run);
    this.repository = repository;
  }

  readonly snapshot = this.once('the repository', () => this.repository.snapshot());

  readonly #history = this.#fetched(
    'commits',
    async ({ whole: { defaultBranch } }): Promise<History> =>
      defaultBranch === undefined ? NOTHING : this.repository.commits(defaultBranch, this.weekAgo),
  );

  /** Commits of the default branch within the window, newest first. */
  readonly commits = this.once('commits', async (): Promise<readonly Commit[]> => {
    const { commits } = await this.#history();
    return commits.filter(({ committedAt }) => this.inWindow(committedAt));
  });

  /** The same for what reads the checks of the commits, which may be refused alone. */
  readonly checkedCommits = this.once('checks of commits', async () => {
    const history = await this.#history();
    throwIfRefused(history.failed, 'statusCheckRollup');
    return { commits: await this.commits(), before: history.before };
  });

  readonly #closed = this.#fetched('closed pull requests', () => this.repository.closedPulls(this.weekAgo));

  /** Every pull request that was closed or merged within the window, into whatever branch. */
  readonly #closedInWindow = this.once('closed pull requests', async () =>
    (await this.#closed()).pulls.filter(({ closedAt }) => this.inWindow(closedAt)),
  );

  /** Pull requests merged within the window. */
  readonly merged = this.once('closed pull requests', async () =>
    this.#intoBase((await this.#closedInWindow()).filter(isMerged).filter(({ mergedAt }) => this.inWindow(mergedAt))),
  );

  /** The same for what reads their reviews, which may be refused alone. */
  readonly mergedWithReviews = this.once('reviews of pull requests', async () => {
    throwIfRefused((await this.#closed()).failed, 'reviews');
    return this.merged();
  });

  /** Pull requests closed within the window without being merged, and not opened again since. */
  readonly abandoned = this.once('closed pull requests', async () => {
    const closed = (await this.#closedInWindow()).filter(({ mergedAt }) => mergedAt === undefined);
    if (closed.length === 0) return [];
    const open = new Set((await this.#allOpen()).map(({ number }) => number));
    return this.#intoBase(closed.filter(({ number }) => !open.has(number)));
  });

  /** When the tips of all branches but the default one were committed. */
  readonly branchTips = this.#fetched('branches', ({ whole, branches }) =>
    this.repository.branchTips({ ...whole, branches: branches() }),
  );

  readonly #allOpen = this.#fetched('open pull requests', () => this.repository.openPulls());

  readonly open = this.once('open pull requests', async () => this.#intoBase(await this.#allOpen()));

  /** The commits of the window, each with its pull request: by merge commit, else by what GitHub associates. */
  readonly landed = this.once('commits with their pull requests', async (): Promise<readonly Landed[]> => {
    const [history, commits, { pulls }] = await Promise.all([this.#history(), this.commits(), this.#closed()]);
    throwIfRefused(history.failed, 'associatedPullRequests');
    const bySha = new Map(pulls.flatMap((pull) => (pull.mergeCommit === undefined ? [] : [[pull.mergeCommit, pull]])));
    const byNumber = new Map(pulls.map((pull) => [pull.number, pull]));
    return commits.map((commit) => ({
      commit,
      pull: bySha.get(commit.sha) ?? (commit.pullNumber === undefined ? undefined : byNumber.get(commit.pullNumber)),
    }));
  });

  readonly reverts = this.once('reverts', async (): Promise<readonly Landed[]> => {
    const landed = await this.landed();
    const { defaultBranch = '' } = (await this.snapshot()).whole;
    const verdicts = await Promise.all(landed.map((one) => this.#isRevert(one, defaultBranch)));
    return landed.filter((_, index) => verdicts[index] === true);
  });

  readonly hotfixes = this.once('hotfixes', async () =>
    (await this.landed()).filter((one) => isHotfix(changeOf(one), this.run.config)),
  );

  /** Keys of the distinct people who wrote the commits of the window. */
  readonly developers = this.once('developers', async () => {
    const [snapshot, commits] = await Promise.all([this.snapshot(), this.commits()]);
    const { identityAliases: aliases, bots } = this.run.config;
    const identities = { mailmap: parseMailmap(snapshot.mailmap()), aliases };
    return people(
      commits.map(({ authors }) => authors),
      identities,
      bots,
    );
  });

  /** A fetch that does not begin before the repository is known to be there. */
  #fetched<T>(label: string, fetch: (snapshot: PartialSnapshot) => Promise<T>): () => Promise<T> {
    return this.once(label, async () => fetch(await this.snapshot()));
  }

  async #isRevert(one: Landed, branch: string): Promise<boolean> {
    const verdict = revertVerdict(changeOf(one), this.run.config);
    if ('certain' in verdict) return verdict.certain;
    const shipped = await Promise.all(verdict.ifShipped.map((sha) => this.#wasShipped(sha, branch)));
    return shipped.some(Boolean);
  }

  async #wasShipped(sha: string, branch: string): Promise<boolean> {
    const commits = await this.commits();
    return commits.some((commit) => commit.sha.startsWith(sha)) || this.repository.isAncestor(sha, branch);
  }

  async #intoBase<T extends { readonly base: string }>(pulls: readonly T[]): Promise<readonly T[]> {
    if (this.run.config.pullRequestBase === 'any') return pulls;
    const { defaultBranch } = (await this.snapshot()).whole;
    return pulls.filter(({ base }) => base === defaultBranch);
  }

  /** Throws what refused the files of the pull requests, if something did. */
  async requireFiles(): Promise<void> {
    throwIfRefused((await this.#closed()).failed, 'files');
  }
}

function changeOf({ commit, pull }: Landed) {
  return { message: commit.message, ...(pull && { pull }) };
}

function isMerged(pull: ClosedPull): pull is MergedPull {
  return pull.mergedAt !== undefined;
}

function throwIfRefused(failed: ReadonlyMap<string, Error>, field: string): void {
  const error = failed.get(field);
  if (error !== undefined) throw error;
}
