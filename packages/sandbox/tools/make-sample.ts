// Makes sample/history.jsonl and sample/golden.csv of a folder that holds commits.jsonl and golden.csv. Only facts
// pass: times, parents, line counts, paths, numbers of authors and pull requests, and which rules a message meets.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { isHotfix, isRevert } from '../dist/github/classify.js';
import { readHistory } from '../dist/github/history.js';
import type { MessageFacts, SampleCommit, SampleHead } from '../dist/github/sample/sample-line.js';
import type { Commit } from '../dist/github/world.js';

/** The repository's tags name this pull request as merged past the protection of its branch. */
const FORCED_PULLS = [3332];

function facts(commit: Commit, history: readonly Commit[]): MessageFacts {
  const [subject = '', ...body] = commit.message.split('\n');
  const revert: ('title' | 'body' | 'word')[] = [];
  if (subject.startsWith('Revert "')) revert.push('title');
  else if (/^reverts?\b/i.test(subject)) revert.push('word');
  const sha = body.map((line) => /^This reverts commit ([0-9a-f]{40})/.exec(line)?.[1]).find((found) => found);
  if (sha !== undefined) revert.push('body');
  if (isRevert(commit.message) && !revert.some((rule) => rule !== 'word')) {
    throw new Error(`cannot keep why ${commit.sha} is a revert`);
  }
  const title = /^Revert "(.*)"/.exec(subject)?.[1];
  const reverted =
    sha ?? history.find(({ message }) => title !== undefined && message.split('\n', 1)[0] === title)?.sha;
  const hotfix = isHotfix(commit.message);
  const mentions = (['hotfix', 'revert'] as const).filter((word) => {
    const meant = word === 'hotfix' ? hotfix : revert.length > 0;
    return !meant && commit.message.toLowerCase().includes(word);
  });
  return {
    ...(hotfix ? { hotfix } : {}),
    ...(revert.length > 0 ? { revert } : {}),
    ...(reverted === undefined ? {} : { reverted }),
    ...(mentions.length > 0 ? { mentions } : {}),
  };
}

function line(commit: Commit, previous: string | undefined, commits: readonly Commit[], place: Map<string, number>) {
  const index = (path: string) => place.get(path) ?? Number.NaN;
  const [authoredAt, committedAt] = [commit.authoredAt.getTime() / 1000, commit.committedAt.getTime() / 1000];
  const row: SampleCommit = {
    sha: commit.sha,
    ...(commit.parents.length === 1 && commit.parents[0] === previous ? {} : { parents: commit.parents }),
    author: Number(/\d+$/.exec(commit.author.login)?.[0]),
    authoredAt,
    ...(committedAt === authoredAt ? {} : { committedAt }),
    ...(commit.pullNumber === undefined ? {} : { pull: commit.pullNumber }),
    ...facts(commit, commits),
    files: commit.files.map(({ path, added, deleted, from }) =>
      from === undefined ? [index(path), added, deleted] : [index(path), added, deleted, index(from)],
    ),
  };
  return JSON.stringify(row);
}

const [folder] = argv.slice(2);
if (folder === undefined) throw new Error('cannot make the sample: name the folder of commits.jsonl and golden.csv');
const { commits, defaultBranch } = await readHistory(join(folder, 'commits.jsonl'));
const paths = [...new Set(commits.flatMap(({ files }) => files.flatMap(({ path, from }) => [path, from ?? path])))];
paths.sort();
const place = new Map(paths.map((path, index) => [path, index]));
const head: SampleHead = { owner: 'acme', name: 'metta', defaultBranch, paths, forcedPulls: FORCED_PULLS };
const lines = commits.map((commit, index) => line(commit, commits[index - 1]?.sha, commits, place));
const sample = new URL('../sample/', import.meta.url);
await writeFile(new URL('history.jsonl', sample), `${[JSON.stringify(head), ...lines].join('\n')}\n`);
await writeFile(new URL('golden.csv', sample), await readFile(join(folder, 'golden.csv')));
stdout.write(`${commits.length} commits, ${paths.length} paths\n`);
