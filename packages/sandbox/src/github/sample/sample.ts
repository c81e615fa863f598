import { readFile } from 'node:fs/promises';
import { UserRegistry } from '../history/user-registry.js';
import type { History } from '../history.js';
import type { Commit, FileChange, Tag } from '../world.js';
import type { SampleCommit, SampleHead } from './sample-line.js';
import { sampleMessage } from './sample-message.js';

// The folder `sample` of the package; sources and build lie at the same depth.
const SAMPLE = new URL('../../../sample/history.jsonl', import.meta.url);

/** The bundled sample: 618 commits of a real repository, facts only, with messages of our own. */
export async function readSample(): Promise<History> {
  const [first = '', ...lines] = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n');
  const head: SampleHead = JSON.parse(first);
  const users = new UserRegistry();
  const bySha = new Map<string, Commit>();
  let previous: string | undefined;
  for (const line of lines) {
    const row: SampleCommit = JSON.parse(line);
    bySha.set(row.sha, asCommit(row, head, users, { previous, bySha }));
    previous = row.sha;
  }
  const commits = [...bySha.values()];
  return {
    owner: head.owner,
    name: head.name,
    defaultBranch: head.defaultBranch,
    commits,
    users: users.users,
    branches: [],
    tags: head.forcedPulls.flatMap((pull) => forcedTags(commits, pull)),
    refsComplete: false,
  };
}

function asCommit(
  row: SampleCommit,
  head: SampleHead,
  users: UserRegistry,
  before: { readonly previous: string | undefined; readonly bySha: ReadonlyMap<string, Commit> },
): Commit {
  const number = String(row.author).padStart(3, '0');
  const files = row.files.map(([path, added, deleted, from]): FileChange => {
    const change = { path: pathAt(head, path), added, deleted };
    return from === undefined ? change : { ...change, from: pathAt(head, from) };
  });
  const reverted = before.bySha.get(row.reverted ?? '')?.message.split('\n', 1)[0];
  return {
    sha: row.sha,
    parents: row.parents ?? (before.previous === undefined ? [] : [before.previous]),
    author: users.add(`Developer ${number}`, `dev-${number}@example.invalid`),
    coAuthors: [],
    authoredAt: new Date(row.authoredAt * 1000),
    committedAt: new Date((row.committedAt ?? row.authoredAt) * 1000),
    message: sampleMessage(files, reverted === undefined ? row : { ...row, revertedSubject: reverted }),
    files,
    ...(row.pull === undefined ? {} : { pullNumber: row.pull }),
  };
}

function pathAt(head: SampleHead, index: number): string {
  const path = head.paths[index];
  if (path === undefined) throw new Error(`cannot read the sample: it has no path ${index}`);
  return path;
}

function forcedTags(commits: readonly Commit[], pull: number): Tag[] {
  return commits
    .filter(({ pullNumber }) => pullNumber === pull)
    .map(({ sha, committedAt }) => ({ name: `forced-${committedAt.getTime() / 1000}`, sha, createdAt: committedAt }));
}
