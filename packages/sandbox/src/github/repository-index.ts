import type { Branch, Commit, Job, Pull, RepositoryWorld, WorkflowRun } from './world.js';

/** Look-ups over everything that ever happened in one repository; built once. */
export class RepositoryIndex {
  readonly world: RepositoryWorld;
  readonly fullName: string;
  readonly ownerId: number;
  readonly ownerIsUser: boolean;
  /** Newest first by committer date, the later of the topological order first among equals. */
  readonly commits: readonly Commit[];
  /** The default branch's own line, newest first. */
  readonly mainline: readonly Commit[];
  readonly commitBySha: ReadonlyMap<string, Commit>;
  readonly pullByNumber: ReadonlyMap<number, Pull>;
  readonly pullsByCommit: ReadonlyMap<string, readonly Pull[]>;
  readonly pullsByHead: ReadonlyMap<string, readonly Pull[]>;
  /** Newest first. */
  readonly runs: readonly WorkflowRun[];
  readonly runById: ReadonlyMap<number, WorkflowRun>;
  readonly runsBySha: ReadonlyMap<string, readonly WorkflowRun[]>;
  readonly jobById: ReadonlyMap<number, { readonly job: Job; readonly run: WorkflowRun; readonly attempt: number }>;
  /** In alphabetical order. */
  readonly branches: readonly Branch[];
  readonly hasMergeQueue: boolean;

  constructor(world: RepositoryWorld, owner: { readonly id: number; readonly isUser: boolean }) {
    this.world = world;
    this.fullName = `${world.owner}/${world.name}`;
    this.ownerId = owner.id;
    this.ownerIsUser = owner.isUser;
    this.commits = world.commits.toReversed().sort((a, b) => b.committedAt.getTime() - a.committedAt.getTime());
    this.commitBySha = new Map(world.commits.map((commit) => [commit.sha, commit]));
    this.mainline = firstParents(world.commits.at(-1), this.commitBySha);
    this.pullByNumber = new Map(world.pulls.map((pull) => [pull.number, pull]));
    this.pullsByCommit = pullsByCommit(world, this.pullByNumber);
    this.pullsByHead = Map.groupBy(world.pulls, ({ headRefName }) => headRefName);
    this.runs = world.runs.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
    this.runById = new Map(world.runs.map((run) => [run.id, run]));
    this.runsBySha = Map.groupBy(this.runs, ({ headSha }) => headSha);
    this.jobById = new Map(world.runs.flatMap(jobsOf));
    this.branches = world.branches.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.hasMergeQueue = world.pulls.some(({ timeline }) =>
      timeline.some(({ type }) => type === 'ADDED_TO_MERGE_QUEUE_EVENT'),
    );
  }
}

function firstParents(tip: Commit | undefined, bySha: ReadonlyMap<string, Commit>): Commit[] {
  const line: Commit[] = [];
  for (let commit = tip; commit !== undefined; commit = bySha.get(commit.parents[0] ?? '')) line.push(commit);
  return line;
}

function pullsByCommit(world: RepositoryWorld, byNumber: ReadonlyMap<number, Pull>): Map<string, readonly Pull[]> {
  const pairs = new Map<string, Set<Pull>>();
  const add = (sha: string | undefined, pull: Pull | undefined) => {
    if (sha === undefined || pull === undefined) return;
    pairs.set(sha, (pairs.get(sha) ?? new Set()).add(pull));
  };
  for (const commit of world.commits)
    if (commit.pullNumber !== undefined) add(commit.sha, byNumber.get(commit.pullNumber));
  for (const pull of world.pulls)
    for (const sha of [pull.mergeCommit, ...pull.commits.map((one) => one.sha)]) add(sha, pull);
  return new Map([...pairs].map(([sha, pulls]) => [sha, [...pulls]]));
}

function jobsOf(run: WorkflowRun): [number, { job: Job; run: WorkflowRun; attempt: number }][] {
  return run.attempts.flatMap(({ jobs, number }) =>
    jobs.map((job): [number, { job: Job; run: WorkflowRun; attempt: number }] => [
      job.id,
      { job, run, attempt: number },
    ]),
  );
}
