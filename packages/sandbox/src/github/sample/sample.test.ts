import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isHotfix, isRevert } from '../classify.js';
import { type History, readHistory } from '../history.js';

const DATA = new URL('../../../../../../shared/data/git-history/', import.meta.url);
const GOLDEN = new URL('../../../sample/golden.csv', import.meta.url);
const WEEK_MS = 7 * 24 * 3_600_000;

function week({ commits }: History, end: string): string {
  const until = Date.parse(end);
  const inWeek = commits.filter(({ committedAt }) => {
    return committedAt.getTime() > until - WEEK_MS && committedAt.getTime() <= until;
  });
  const files = inWeek.flatMap((commit) => commit.files);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return [
    end,
    inWeek.length,
    sum(files.map(({ added }) => added)),
    sum(files.map(({ deleted }) => deleted)),
    new Set(files.map(({ path }) => path)).size,
    new Set(inWeek.map(({ author }) => author.id)).size,
    inWeek.filter(({ message }) => isHotfix(message)).length,
    inWeek.filter(({ message }) => isRevert(message)).length,
  ].join(',');
}

async function expectGolden(history: History, csv: URL) {
  const [, ...expected] = (await readFile(csv, 'utf8')).trim().split('\n');

  const weeks = expected.map((line) => week(history, line.split(',')[0] ?? ''));

  expect(weeks).toEqual(expected);
  expect(weeks).toHaveLength(10);
}

describe('the bundled sample', () => {
  it('gives the golden value of each window', async () => {
    await expectGolden(await readHistory(), GOLDEN);
  });

  it('is one line of 618 commits, each with its pull request but one', async () => {
    const { commits } = await readHistory();

    const linked = commits.slice(1).every(({ parents }, index) => parents[0] === commits[index]?.sha);

    expect(linked).toBe(true);
    expect(commits).toHaveLength(618);
    expect(new Set(commits.map(({ pullNumber }) => pullNumber)).size).toBe(618);
  });

  it('quotes the reverted subject and names the reverted commit', async () => {
    const { commits } = await readHistory();

    const reverted = commits.find(({ pullNumber }) => pullNumber === 3206);
    const revert = commits.find(({ pullNumber }) => pullNumber === 3239);

    expect(revert?.message.split('\n')).toEqual([
      `Revert "${reverted?.message}" (#3239)`,
      '',
      `This reverts commit ${reverted?.sha}.`,
    ]);
  });

  it('tells the one tag that is known, that of a forced merge', async () => {
    const { commits, tags } = await readHistory();

    const forced = commits.find(({ pullNumber }) => pullNumber === 3332);

    expect(tags).toEqual([
      { name: `forced-${Number(forced?.committedAt) / 1000}`, sha: forced?.sha, createdAt: forced?.committedAt },
    ]);
  });
});

describe.skipIf(!existsSync(DATA))('the history that the sample was made of', () => {
  it('gives the golden value of each window', async () => {
    await expectGolden(await readHistory(new URL('commits.jsonl', DATA).pathname), new URL('golden.csv', DATA));
  });

  it('has the same commits, but for their messages', async () => {
    const facts = ({ commits }: History) =>
      commits.map(({ sha, parents, committedAt, authoredAt, files, pullNumber, author }) => {
        return { sha, parents, committedAt, authoredAt, files, pullNumber, author: author.email };
      });

    const original = await readHistory(new URL('commits.jsonl', DATA).pathname);

    expect(facts(await readHistory())).toEqual(facts(original));
  });
});
