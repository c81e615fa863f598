import type { History } from '../history.js';
import type { BranchTip, Commit, Tag } from '../world.js';
import { coAuthorsOf, type Person } from './co-authors.js';
import { git } from './git.js';
import { gitCommits, gitLog, type LoggedCommit } from './git-log.js';
import { type DefaultBranch, defaultBranch, gitRefs, repositoryName } from './git-refs.js';
import { withPullNumbers } from './pull-numbers.js';
import { UserRegistry } from './user-registry.js';

/** Reads a git repository on disk: all ancestors of the default branch, its other branches and its tags. */
export async function readGitRepository(path: string): Promise<History> {
  if ((await git(path, ['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    // The oldest commit of a shallow clone looks as if it had added every file.
    throw new Error(`cannot read the history of ${path}: the clone is shallow (run "git fetch --unshallow" in it)`);
  }
  const main = await defaultBranch(path);
  const logged: LoggedCommit[] = [];
  if (main.revision !== undefined) for await (const commit of gitLog(path, main.revision)) logged.push(commit);
  const users = new UserRegistry();
  for (const { authorName, authorEmail } of logged) users.add(authorName, authorEmail);
  const coAuthors = await mailmappedCoAuthors(path, logged);
  return {
    ...(await repositoryName(path)),
    defaultBranch: main.name,
    commits: withPullNumbers(logged.map((commit) => asCommit(commit, users, coAuthors))),
    branches: await branches(path, main, users),
    users: users.users,
    tags: await tags(path),
    refsComplete: true,
  };
}

function asCommit(logged: LoggedCommit, users: UserRegistry, mailmap: ReadonlyMap<string, Person>): Commit {
  const { authorName, authorEmail, authoredAt, committedAt, ...rest } = logged;
  const author = users.add(authorName, authorEmail);
  return {
    ...rest,
    author,
    coAuthors: coAuthorsOf(logged.message).map((person) => {
      const { name, email } = mailmap.get(person.email) ?? person;
      const user = users.find(email);
      return user === undefined ? { name, email } : { name, email, user };
    }),
    authoredAt: new Date(authoredAt * 1000),
    committedAt: new Date(committedAt * 1000),
  };
}

/** What the mailmap makes of each co-author's address. */
async function mailmappedCoAuthors(path: string, logged: readonly LoggedCommit[]): Promise<Map<string, Person>> {
  const people = new Map(logged.flatMap(({ message }) => coAuthorsOf(message)).map((person) => [person.email, person]));
  if (people.size === 0) return people;
  const input = [...people.values()].map(({ name, email }) => `${name} <${email}>\n`).join('');
  const lines = (await git(path, ['check-mailmap', '--stdin'], input)).split('\n');
  return new Map(
    [...people].map(([email, person], index) => {
      const [, name = person.name, mapped = email] = /^(.*?) ?<(.*)>$/.exec(lines[index] ?? '') ?? [];
      return [email, { name, email: mapped.toLowerCase() }];
    }),
  );
}

/** The origin's branches as far as they were fetched, and the local ones; a local one hides its namesake. */
async function branches(path: string, main: DefaultBranch, users: UserRegistry): Promise<BranchTip[]> {
  const tips = new Map<string, string>();
  for (const { ref, sha } of await gitRefs(path, 'refs/remotes/origin', 'refs/heads')) {
    const name = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (name === main.name || ref === 'refs/remotes/origin/HEAD') continue;
    if (ref.startsWith('refs/heads/') || !tips.has(name)) tips.set(name, sha);
  }
  const commits = new Map<string, LoggedCommit>();
  for await (const commit of gitCommits(path, [...new Set(tips.values())])) commits.set(commit.sha, commit);
  return [...tips].map(([name, tip]) => {
    const commit = commits.get(tip);
    if (commit === undefined) throw new Error(`cannot read the branch ${name} of ${path}: ${tip} is not there`);
    const author = users.add(commit.authorName, commit.authorEmail);
    return { name, tip, tipCommittedAt: new Date(commit.committedAt * 1000), author };
  });
}

async function tags(path: string): Promise<Tag[]> {
  return (await gitRefs(path, 'refs/tags')).map(({ ref, sha, at }) => ({
    name: ref.slice('refs/tags/'.length),
    sha,
    createdAt: new Date(at * 1000),
  }));
}
