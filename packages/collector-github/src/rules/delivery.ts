/** A successful production deployment with the commits that it brought. */
export interface Shipment {
  readonly id: string;
  readonly sha: string;
  readonly finishedAt: Date;
  readonly commits: readonly { readonly sha: string; readonly committedAt: Date }[];
}

/** What shows that a deployment went wrong. */
export type Failure =
  | { readonly kind: 'incident' | 'hotfix'; readonly at: Date }
  | {
      readonly kind: 'revert';
      readonly undone: {
        readonly shas: readonly string[];
        readonly pulls: readonly number[];
        readonly subject?: string;
      };
    };

/** What is known of the commits of the window by their sha. */
export interface CommitFacts {
  readonly pullOf: ReadonlyMap<string, number | undefined>;
  readonly subjectOf: ReadonlyMap<string, string | undefined>;
}

/**
 * The deployments with at least one failure: an incident or a hotfix belongs to the newest deployment before it, a
 * revert to the one that had brought what it undoes.
 */
export function failedDeployments(
  shipments: readonly Shipment[],
  failures: readonly Failure[],
  facts: CommitFacts,
): ReadonlySet<string> {
  const failed = failures.flatMap((failure) => {
    if (failure.kind !== 'revert') {
      const cause = shipments.findLast(({ finishedAt }) => finishedAt <= failure.at);
      return cause === undefined ? [] : [cause.id];
    }
    const { shas, pulls, subject } = failure.undone;
    const isUndone = ({ sha }: { readonly sha: string }) => {
      const pull = facts.pullOf.get(sha);
      return (
        shas.some((prefix) => sha.startsWith(prefix)) ||
        (pull !== undefined && pulls.includes(pull)) ||
        (subject !== undefined && facts.subjectOf.get(sha) === subject)
      );
    };
    return shipments.filter(({ commits }) => commits.some(isUndone)).map(({ id }) => id);
  });
  return new Set(failed);
}

/** Hours from commit to deployment of everything the deployments brought; a span that is not positive is left out. */
export function leadHours(shipments: readonly Shipment[]): readonly number[] {
  return shipments
    .flatMap(({ commits, finishedAt }) =>
      commits.map(({ committedAt }) => (finishedAt.getTime() - committedAt.getTime()) / 3_600_000),
    )
    .filter((hours) => hours > 0);
}

/** A commit with those it was made on. */
export interface LinkedCommit {
  readonly sha: string;
  readonly committedAt: Date;
  readonly parents: readonly string[];
}

/** What `head` has and `base` lacks, as `git log base..head` lists; `undefined` where it reaches beyond the known commits. */
export function commitsBetween(
  commits: readonly LinkedCommit[],
  base: string,
  head: string,
): readonly LinkedCommit[] | undefined {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const behind = reachable(bySha, base, new Set());
  const ahead = [...reachable(bySha, head, behind)].map((sha) => bySha.get(sha));
  return ahead.every((commit) => commit !== undefined) ? ahead : undefined;
}

/** The commit and all that it stands on, as far as they are known and one step further; without what is left out. */
function reachable(
  bySha: ReadonlyMap<string, LinkedCommit>,
  from: string,
  leftOut: ReadonlySet<string>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [from];
  for (let sha = pending.pop(); sha !== undefined; sha = pending.pop()) {
    if (reached.has(sha) || leftOut.has(sha)) continue;
    reached.add(sha);
    pending.push(...(bySha.get(sha)?.parents ?? []));
  }
  return reached;
}
