import { hasCome } from './instant.js';
import { lazily } from './lazily.js';
import { PullView } from './pull-view.js';
import type { RepositoryIndex } from './repository-index.js';
import { attemptsAt, type JobView, jobAt, type RunView } from './run-view.js';
import type {
  Branch,
  Commit,
  Deployment,
  Issue,
  Pull,
  RefActivity,
  Release,
  RuleSuite,
  Tag,
  WorkflowRun,
} from './world.js';

/** One repository as its clock has reached it. */
export class RepositoryView {
  readonly index: RepositoryIndex;
  readonly now: Date;
  readonly #pulls = new Map<number, PullView>();
  readonly #all = {
    commits: lazily(() => this.index.commits.filter(({ committedAt }) => committedAt <= this.now)),
    tip: lazily(() => this.index.mainline.find(({ committedAt }) => committedAt <= this.now)),
    pulls: lazily(() => this.#seen(this.world.pulls).sort((a, b) => a.pull.number - b.pull.number)),
    branches: lazily(() => this.index.branches.filter((branch) => this.#stands(branch))),
    runs: lazily(() => this.#present(this.index.runs)),
    issues: lazily(() => this.#come(this.world.issues, ({ createdAt }) => createdAt)),
    deployments: lazily(() => this.#come(this.world.deployments, ({ createdAt }) => createdAt)),
    releases: lazily(() => this.#come(this.world.releases, ({ publishedAt }) => publishedAt)),
    tags: lazily(() => this.#come(this.world.tags, ({ createdAt }) => createdAt)),
    activity: lazily(() => this.#come(this.world.activity, ({ at }) => at)),
    ruleSuites: lazily(() => this.#come(this.world.ruleSuites, ({ at }) => at)),
  };

  constructor(index: RepositoryIndex, now: Date) {
    this.index = index;
    this.now = now;
  }

  get world() {
    return this.index.world;
  }

  /** Newest first, by committer date: all ancestors of the default branch, whenever a merge brought them in. */
  get commits(): readonly Commit[] {
    return this.#all.commits();
  }

  /** The tip of the default branch; an empty repository has none. */
  get tip(): Commit | undefined {
    return this.#all.tip();
  }

  commit(sha: string): Commit | undefined {
    const commit = this.index.commitBySha.get(sha);
    return hasCome(commit?.committedAt, this.now) ? commit : undefined;
  }

  /** A commit and its ancestors, newest first; of the tip that is all there is. */
  ancestors(from: Commit): readonly Commit[] {
    if (from === this.tip) return this.commits;
    const seen = new Set([from.sha]);
    for (const sha of seen) for (const parent of this.commit(sha)?.parents ?? []) seen.add(parent);
    return this.commits.filter(({ sha }) => seen.has(sha));
  }

  /** In the order of their numbers. */
  get pulls(): readonly PullView[] {
    return this.#all.pulls();
  }

  pull(number: number): PullView | undefined {
    return this.#seen([this.index.pullByNumber.get(number)])[0];
  }

  pullsOfCommit(sha: string): readonly PullView[] {
    return this.#seen(this.index.pullsByCommit.get(sha) ?? []).filter(
      ({ mergeCommit, commits }) =>
        mergeCommit === sha || this.commit(sha) !== undefined || commits.some((one) => one.sha === sha),
    );
  }

  pullsOfHead(branch: string): readonly PullView[] {
    return this.#seen(this.index.pullsByHead.get(branch) ?? []);
  }

  /** Branches besides the default one whose tip has been committed, in alphabetical order. */
  get branches(): readonly Branch[] {
    return this.#all.branches();
  }

  /** The present attempt of each run, newest run first. */
  get runs(): readonly RunView[] {
    return this.#all.runs();
  }

  runsOfSha(sha: string): readonly RunView[] {
    return this.#present(this.index.runsBySha.get(sha) ?? []);
  }

  /** All attempts begun, oldest first. */
  attempts(runId: number): readonly RunView[] {
    const run = this.index.runById.get(runId);
    return run === undefined ? [] : attemptsAt(run, this.now);
  }

  job(id: number): (JobView & { readonly run: RunView }) | undefined {
    const known = this.index.jobById.get(id);
    if (known === undefined) return undefined;
    const run = attemptsAt(known.run, this.now).find(({ attempt }) => attempt.number === known.attempt);
    return run === undefined ? undefined : { ...jobAt(known.job, known.attempt, this.now), run };
  }

  get issues(): readonly Issue[] {
    return this.#all.issues();
  }

  /** Newest first. */
  get deployments(): readonly Deployment[] {
    return this.#all.deployments();
  }

  statusesOf(deployment: Deployment): Deployment['statuses'] {
    return deployment.statuses
      .filter(({ at }) => hasCome(at, this.now))
      .sort((a, b) => b.at.getTime() - a.at.getTime());
  }

  /** Newest first. */
  get releases(): readonly Release[] {
    return this.#all.releases();
  }

  get tags(): readonly Tag[] {
    return this.#all.tags();
  }

  /** Newest first. */
  get activity(): readonly RefActivity[] {
    return this.#all.activity();
  }

  /** Newest first. */
  get ruleSuites(): readonly RuleSuite[] {
    return this.#all.ruleSuites();
  }

  get pushedAt(): Date | undefined {
    const tips = [this.tip?.committedAt, ...this.branches.map(({ tipCommittedAt }) => tipCommittedAt)];
    return tips
      .filter((at) => at !== undefined)
      .reduce<Date | undefined>((a, b) => (a !== undefined && a > b ? a : b), undefined);
  }

  checkState(commit: Commit): 'SUCCESS' | 'FAILURE' | 'ERROR' | 'PENDING' | undefined {
    if (commit.checks === undefined) return undefined;
    return hasCome(commit.checks.at, this.now) ? commit.checks.state : 'PENDING';
  }

  #seen(pulls: readonly (Pull | undefined)[]): PullView[] {
    return pulls.flatMap((pull) =>
      pull !== undefined && hasCome(pull.createdAt, this.now) ? [this.#pullView(pull)] : [],
    );
  }

  #pullView(pull: Pull): PullView {
    const view = this.#pulls.get(pull.number) ?? new PullView(pull, this.now);
    this.#pulls.set(pull.number, view);
    return view;
  }

  #stands({ createdAt, deletedAt, tipCommittedAt }: Branch): boolean {
    return hasCome(createdAt, this.now) && hasCome(tipCommittedAt, this.now) && !hasCome(deletedAt, this.now);
  }

  #present(runs: readonly WorkflowRun[]): RunView[] {
    return runs.flatMap((run) => attemptsAt(run, this.now).slice(-1));
  }

  #come<T>(all: readonly T[], when: (one: T) => Date): readonly T[] {
    return all.filter((one) => hasCome(when(one), this.now)).sort((a, b) => when(b).getTime() - when(a).getTime());
  }
}
