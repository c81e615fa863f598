import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHistory } from '../history.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  git('init', '-q', '-b', 'trunk');
});

afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=Ada@Example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', folder, ...identity, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function write(path: string, lines: number, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`.repeat(lines));
}

function commit(message: string, ...args: string[]): string {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', message, '--date=2025-10-01T10:00:00+02:00', ...args);
  return git('rev-parse', 'HEAD').trim();
}

describe('the history of a git repository', () => {
  it('is empty, with the name of its branch, before the first commit', async () => {
    const history = await readHistory(folder);

    expect(history).toMatchObject({ owner: 'sandbox', defaultBranch: 'trunk', commits: [], users: [] });
  });

  it('tells commits with their files, also under paths that git quotes', async () => {
    const path = 'a "b"\té\nc.txt';
    write(path, 3, 'line');
    const sha = commit('Add a file (#7)\n\nIts body.');

    const { commits } = await readHistory(folder);

    expect(commits).toEqual([
      {
        sha,
        parents: [],
        author: { id: 1001, login: 'ada', name: 'Ada', email: 'ada@example.org', type: 'User' },
        coAuthors: [],
        authoredAt: new Date('2025-10-01T08:00:00Z'),
        committedAt: new Date(git('show', '-s', '--format=%cI').trim()),
        message: 'Add a file (#7)\n\nIts body.',
        files: [{ path, added: 3, deleted: 0 }],
        pullNumber: 7,
      },
    ]);
  });

  it('follows renames to the new path, and counts no lines of binary files', async () => {
    write('old.txt', 30);
    commit('first');
    git('mv', 'old.txt', 'new.txt');
    writeFileSync(join(folder, 'image.bin'), Buffer.from([0, 1, 2, 0]));
    commit('second');

    const { commits } = await readHistory(folder);

    expect(commits[1]?.files).toEqual([
      { path: 'image.bin', added: 0, deleted: 0 },
      { path: 'new.txt', added: 0, deleted: 0, from: 'old.txt' },
    ]);
  });

  it('gives a merge commit its changes against the first parent, and its pull request to what it brought', async () => {
    const root = commit('root');
    git('switch', '-q', '-c', 'topic');
    write('topic.txt', 2);
    const topic = commit('work');
    git('switch', '-q', 'trunk');
    write('trunk.txt', 1);
    const trunk = commit('other work');
    git('merge', '-q', '--no-ff', 'topic', '-m', 'Merge pull request #5 from ada/topic');
    const merge = git('rev-parse', 'HEAD').trim();

    const { commits } = await readHistory(folder);

    const byParents = new Map(
      commits.map((one) => [one.sha, { parents: one.parents, files: one.files, pull: one.pullNumber }]),
    );
    expect(byParents).toEqual(
      new Map([
        [root, { parents: [], files: [], pull: undefined }],
        [topic, { parents: [root], files: [{ path: 'topic.txt', added: 2, deleted: 0 }], pull: 5 }],
        [trunk, { parents: [root], files: [{ path: 'trunk.txt', added: 1, deleted: 0 }], pull: undefined }],
        [merge, { parents: [trunk, topic], files: [{ path: 'topic.txt', added: 2, deleted: 0 }], pull: 5 }],
      ]),
    );
  });

  it('reads a merge of three branches', async () => {
    const root = commit('root');
    for (const name of ['one', 'two']) {
      git('switch', '-q', '-c', name, root);
      write(`${name}.txt`, 1);
      commit(name);
    }
    git('switch', '-q', 'trunk');
    write('trunk.txt', 1);
    commit('trunk');
    git('merge', '-q', 'one', 'two', '-m', 'octopus');

    const { commits } = await readHistory(folder);

    expect(commits.at(-1)?.parents).toHaveLength(3);
    expect(commits.at(-1)?.files.map(({ path }) => path)).toEqual(['one.txt', 'two.txt']);
    expect(commits).toHaveLength(5);
  });

  it('reads a commit of a thousand files', async () => {
    for (let index = 0; index < 1000; index++) write(`files/${index}.txt`, 1);
    commit('huge');

    const { commits } = await readHistory(folder);

    expect(commits[0]?.files).toHaveLength(1000);
  });

  it('gives each mailmapped address one user, and knows bots by their mark', async () => {
    writeFileSync(join(folder, '.mailmap'), 'Ada <ada@example.org> <ada@old.example.org>\n');
    commit('one', '--author=ADA <ada@OLD.example.org>');
    commit('two', '--author=Other <12+grace@users.noreply.github.com>');
    commit('three', '--author=helper[bot] <41+helper[bot]@users.noreply.github.com>');
    commit(
      'four\n\nCo-authored-by: A <ada@old.example.org>\nCo-Authored-By: Nobody <nobody@example.org>',
      '--author=ada <ADA@example.org>',
    );

    const { users, commits } = await readHistory(folder);

    expect(users).toEqual([
      { id: 1001, login: 'ada', name: 'Ada', email: 'ada@example.org', type: 'User' },
      { id: 12, login: 'grace', name: 'Other', email: '12+grace@users.noreply.github.com', type: 'User' },
      {
        id: 41,
        login: 'helper[bot]',
        name: 'helper[bot]',
        email: '41+helper[bot]@users.noreply.github.com',
        type: 'Bot',
      },
    ]);
    expect(commits.at(-1)?.coAuthors).toEqual([
      { name: 'Ada', email: 'ada@example.org', user: users[0] },
      { name: 'Nobody', email: 'nobody@example.org' },
    ]);
  });

  it('reads the default branch although another one is checked out in a clone', async () => {
    const tip = commit('on trunk');
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    execFileSync('git', ['clone', '-q', folder, clone], { stdio: 'ignore' });
    execFileSync('git', ['-C', clone, 'switch', '-q', '-c', 'topic'], { stdio: 'ignore' });

    const history = await readHistory(clone);
    rmSync(clone, { recursive: true });

    expect(history.defaultBranch).toBe('trunk');
    expect(history.commits.map(({ sha }) => sha)).toEqual([tip]);
    expect(history.branches.map(({ name }) => name)).toEqual(['topic']);
  });

  it('tells other branches, and tags by the commit that they mark', async () => {
    const sha = commit('one');
    git('branch', 'topic');
    git('tag', 'forced-1761243600');
    git('tag', '-a', 'v1.0.0', '-m', 'first');

    const { branches, tags } = await readHistory(folder);

    expect(branches.map(({ name, tip }) => ({ name, tip }))).toEqual([{ name: 'topic', tip: sha }]);
    expect(tags.map((tag) => ({ name: tag.name, sha: tag.sha }))).toEqual([
      { name: 'forced-1761243600', sha },
      { name: 'v1.0.0', sha },
    ]);
  });

  it('is refused of a shallow clone, whose oldest commit would seem to add every file', async () => {
    commit('one');
    commit('two');
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${folder}`, clone], { stdio: 'ignore' });

    const reading = readHistory(clone);

    await expect(reading).rejects.toThrow(`the clone is shallow (run "git fetch --unshallow" in it)`);
    rmSync(clone, { recursive: true });
  });
});

describe('what is no history', () => {
  it('is refused with its path', async () => {
    await expect(readHistory(join(folder, 'absent'))).rejects.toThrow(
      `${join(folder, 'absent')}: no such file or folder`,
    );
  });

  it('is refused with what git says of a folder', async () => {
    rmSync(join(folder, '.git'), { recursive: true });

    await expect(readHistory(folder)).rejects.toThrow(
      `cannot read the git repository ${folder}: fatal: not a git repository`,
    );
  });

  it('is refused with the line of a file', async () => {
    const path = join(folder, 'commits.jsonl');
    writeFileSync(path, '\n{"author":1}\n');

    await expect(readHistory(path)).rejects.toThrow(`cannot read line 2 of ${path}: author is no text`);
  });
});
