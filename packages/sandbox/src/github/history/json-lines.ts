import { readFile } from 'node:fs/promises';
import type { History } from '../history.js';
import type { Commit, FileChange } from '../world.js';
import { coAuthorsOf } from './co-authors.js';
import { withPullNumbers } from './pull-numbers.js';
import { topological } from './topological.js';
import { UserRegistry } from './user-registry.js';

/** Reads commits, one JSON object a line: sha, parents, author, authored_at, committed_at, message, files. */
export async function readJsonLines(path: string): Promise<History> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const users = new UserRegistry();
  const commits = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [asCommit(JSON.parse(line), users)];
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`cannot read line ${index + 1} of ${path}: ${reason}`, { cause });
    }
  });
  return {
    owner: 'acme',
    name: 'metta',
    defaultBranch: 'main',
    commits: withPullNumbers(withCoAuthors(topological(commits), users)),
    users: users.users,
    branches: [],
    tags: [],
    refsComplete: false,
  };
}

function asCommit(value: unknown, users: UserRegistry): Commit {
  const row = record(value);
  const author = text(row, 'author');
  return {
    sha: text(row, 'sha'),
    parents: list(row, 'parents').map((parent) => string(parent, 'a parent')),
    // Authors are numbered, not addressed; an address is made up under a domain that cannot exist.
    author: users.add(author, author.includes('@') ? author : `${author}@example.invalid`),
    coAuthors: [],
    authoredAt: time(row, 'authored_at'),
    committedAt: time(row, 'committed_at'),
    message: text(row, 'message').trimEnd(),
    files: list(row, 'files').map(asChange),
  };
}

function withCoAuthors(commits: readonly Commit[], users: UserRegistry): Commit[] {
  return commits.map((commit) => {
    const coAuthors = coAuthorsOf(commit.message).map((person) => {
      const user = users.find(person.email);
      return user === undefined ? person : { ...person, user };
    });
    return { ...commit, coAuthors };
  });
}

function asChange(value: unknown): FileChange {
  const [path, added, deleted, from] = array(value, 'a file');
  const change = { path: string(path, 'a path'), added: count(added), deleted: count(deleted) };
  return from === undefined ? change : { ...change, from: string(from, 'a former path') };
}

function record(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('expected an object');
  return new Map(Object.entries(value));
}

function text(row: ReadonlyMap<string, unknown>, key: string): string {
  return string(row.get(key), key);
}

function list(row: ReadonlyMap<string, unknown>, key: string): readonly unknown[] {
  return array(row.get(key), key);
}

function time(row: ReadonlyMap<string, unknown>, key: string): Date {
  const at = new Date(text(row, key));
  if (Number.isNaN(at.getTime())) throw new Error(`${key} is no time`);
  return at;
}

function string(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what} is no text`);
  return value;
}

function array(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${what} is no list`);
  return value;
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error('a line count is no count');
  return value;
}
