import type { Commit } from '../world.js';

const SUBJECT = /\(#(\d+)\)\s*$/;
const MERGE = /^Merge pull request #(\d+) from /;

/** The number that a squash commit (`… (#12)`) or GitHub's merge commit carries in its subject. */
export function subjectPullNumber(message: string): number | undefined {
  const subject = message.split('\n', 1)[0] ?? '';
  const found = SUBJECT.exec(subject) ?? MERGE.exec(subject);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/**
 * Says of each commit which pull request brought it: the one in its subject, else that of the merge commit that
 * brought it. A number belongs to its first commit on the way; a later one with the same number is a plain push.
 */
export function withPullNumbers(commits: readonly Commit[]): readonly Commit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const claimed = new Map<string, number | undefined>();
  const owned = new Set<number>();
  const claim = (commit: Commit, inherited: number | undefined) => {
    const own = subjectPullNumber(commit.message);
    if (own !== undefined && !owned.has(own)) {
      owned.add(own);
      claimed.set(commit.sha, own);
    } else claimed.set(commit.sha, inherited);
  };
  for (const commit of mainline(commits)) {
    claim(commit, undefined);
    const pull = claimed.get(commit.sha);
    const pending = commit.parents.slice(1);
    for (let sha = pending.pop(); sha !== undefined; sha = pending.pop()) {
      const brought = bySha.get(sha);
      if (brought === undefined || claimed.has(sha)) continue;
      claim(brought, pull);
      pending.push(...brought.parents);
    }
  }
  return commits.map((commit) => {
    const pullNumber = claimed.get(commit.sha);
    return pullNumber === undefined ? commit : { ...commit, pullNumber };
  });
}

/** The first-parent line of the newest commit, oldest first: the states that the default branch went through. */
export function mainline(commits: readonly Commit[]): readonly Commit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const line: Commit[] = [];
  let commit = commits.at(-1);
  while (commit !== undefined) {
    line.push(commit);
    commit = bySha.get(commit.parents[0] ?? '');
  }
  return line.reverse();
}
