interface Node {
  readonly sha: string;
  readonly parents: readonly string[];
}

/** Orders commits so that each comes after its parents, and keeps the given order where that allows it. */
export function topological<T extends Node>(commits: readonly T[]): T[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const done = new Set<string>();
  const ordered: T[] = [];
  for (const start of commits) {
    // A stack of our own: a history is deeper than the call stack.
    const stack = [{ commit: start, parent: 0 }];
    while (!done.has(start.sha)) {
      const top = stack.at(-1);
      if (top === undefined) throw new Error(`cannot order the commits: ${start.sha} is its own ancestor`);
      const sha = top.commit.parents[top.parent++];
      if (sha === undefined) {
        done.add(top.commit.sha);
        ordered.push(top.commit);
        stack.pop();
        continue;
      }
      const next = bySha.get(sha);
      if (next === undefined || done.has(sha)) continue;
      if (stack.length > commits.length) throw new Error(`cannot order the commits: ${sha} is its own ancestor`);
      stack.push({ commit: next, parent: 0 });
    }
  }
  return ordered;
}
