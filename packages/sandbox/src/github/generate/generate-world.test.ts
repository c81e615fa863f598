import { beforeAll, describe, expect, it } from 'vitest';
import { isHotfix, isRevert } from '../classify.js';
import { type History, readHistory } from '../history.js';
import type { Pull, RepositoryWorld, WorkflowRun } from '../world.js';
import { generateWorld } from './generate-world.js';

const AT = new Date('2025-10-23T18:36:00Z');
const WEEK = { from: new Date('2025-10-16T18:36:00Z'), to: AT };

let history: History;

beforeAll(async () => {
  history = await readHistory();
});

const isIn = (at: Date | undefined) => at !== undefined && at > WEEK.from && at <= WEEK.to;
const hasCome = (at: Date | undefined) => at !== undefined && at <= AT;

function only(profile?: Parameters<typeof generateWorld>[1]['profile'], seed = 1): RepositoryWorld {
  const [repository] = generateWorld(history, {
    at: AT,
    seed,
    ...(profile === undefined ? {} : { profile }),
  }).repositories;
  if (repository === undefined) throw new Error('no repository was generated');
  return repository;
}

function newest(run: WorkflowRun) {
  const attempt = run.attempts.findLast(({ startedAt, number }) => number === 1 || startedAt <= AT);
  return attempt !== undefined && attempt.completedAt <= AT ? attempt.conclusion : 'under way';
}

describe('the profile of the benchmark', () => {
  it('gives exactly its numbers for the week that ends at the clock', () => {
    const { pulls, branches, runs } = only('bench');

    const ofWeek = runs.filter(({ createdAt }) => isIn(createdAt));
    const again = ofWeek.filter(({ attempts }) => attempts.length > 1);

    expect({
      branches: branches.filter(
        (one) => hasCome(one.createdAt) && hasCome(one.tipCommittedAt) && !hasCome(one.deletedAt),
      ).length,
      open: pulls.filter(({ createdAt, closedAt }) => hasCome(createdAt) && !hasCome(closedAt)).length,
      merged: pulls.filter(({ mergedAt }) => isIn(mergedAt)).length,
      closed: pulls.filter(({ mergedAt, closedAt }) => mergedAt === undefined && isIn(closedAt)).length,
      runs: ofWeek.length,
      reruns: again.length,
      succeeded: again.filter((run) => newest(run) === 'success').length,
      cancelled: ofWeek.filter((run) => newest(run) === 'cancelled').length,
    }).toEqual({
      branches: 1162,
      open: 150,
      merged: 100,
      closed: 30,
      runs: 2500,
      reruns: 60,
      succeeded: 40,
      cancelled: 40,
    });
  });
});

describe('the profile of a fleet', () => {
  it('gives a hundred repositories of different names and ids', () => {
    const { repositories } = generateWorld(history, { at: AT, seed: 1, profile: 'fleet' });

    const ids = repositories.flatMap(({ id, runs }) => [id, ...runs.map((run) => run.id)]);

    expect(new Set(repositories.map(({ name }) => name)).size).toBe(100);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a generated repository', () => {
  it('is the same for the same seed and another for another', () => {
    const [first, same, other] = [only(), only(), only(undefined, 2)];

    expect(same).toEqual(first);
    expect(other.runs).not.toEqual(first.runs);
  });

  it('keeps the commits of the history, adding only the state of their checks', () => {
    const { commits } = only();

    const kept = commits.map(({ checks: _checks, ...commit }) => commit);

    expect(kept).toEqual(history.commits);
  });

  it('merges each pull request of the history by its commit, at the time of that commit', () => {
    const pulls = new Map(only().pulls.map((pull) => [pull.number, pull]));

    const merges = history.commits.flatMap(({ sha, pullNumber, committedAt }) =>
      pullNumber === undefined ? [] : [{ number: pullNumber, mergeCommit: sha, mergedAt: committedAt }],
    );

    expect(
      merges.map(({ number }) => {
        const { mergeCommit, mergedAt } = pulls.get(number) ?? {};
        return { number, mergeCommit, mergedAt };
      }),
    ).toEqual(merges);
  });

  it('merges into the default branch nothing that git does not know', () => {
    const shas = new Set(history.commits.map(({ sha }) => sha));

    const strangers = only('bench').pulls.filter(({ mergedAt, mergeCommit, baseRefName }) => {
      return mergedAt !== undefined && baseRefName === 'main' && !shas.has(mergeCommit ?? '');
    });

    expect(strangers).toEqual([]);
  });

  it('calls nothing a hotfix or a revert that its commit does not call so', () => {
    const messages = new Map(history.commits.map(({ sha, message }) => [sha, message]));
    const message = ({ mergeCommit }: Pull) => messages.get(mergeCommit ?? '') ?? '';
    const { pulls, branches } = only('bench');

    const hotfixes = pulls.filter(
      ({ labels, headRefName }) => labels.includes('hotfix') || /^hotfix[/-]/.test(headRefName),
    );
    const reverts = pulls.filter(
      ({ labels, headRefName }) => labels.includes('revert') || /^revert-\d+-/.test(headRefName),
    );

    expect(hotfixes.filter((pull) => !isHotfix(message(pull)))).toEqual([]);
    expect(reverts.filter((pull) => !isRevert(message(pull)))).toEqual([]);
    expect(hotfixes.length).toBeGreaterThan(0);
    expect(branches.filter(({ name }) => /^(?:hotfix|revert)/.test(name) && !hasPull(pulls, name))).toEqual([]);
  });

  it('lets everything happen in its order', () => {
    const { pulls, runs } = only('bench');

    const wrong = pulls.filter(({ createdAt, closedAt, reviews, comments, timeline }) => {
      const moments = [
        ...reviews.map((one) => one.submittedAt),
        ...comments.map((one) => one.createdAt),
        ...timeline.map((one) => one.at),
      ];
      return (
        [closedAt, ...moments].some((moment) => moment !== undefined && moment <= createdAt && moment !== closedAt) ||
        (closedAt !== undefined && closedAt <= createdAt)
      );
    });
    const spans = runs.flatMap(({ createdAt, attempts }) =>
      attempts.map(({ startedAt, completedAt }) => startedAt >= createdAt && completedAt > startedAt),
    );

    expect(wrong).toEqual([]);
    expect(new Set(spans)).toEqual(new Set([true]));
  });

  it('marks every pull request and issue as synthetic', () => {
    const { pulls, issues, topics } = only();

    expect([...pulls, ...issues].filter(({ labels }) => !labels.includes('synthetic'))).toEqual([]);
    expect(topics).toEqual(['synthetic']);
  });

  it('gives each number to one pull request or issue', () => {
    const { pulls, issues } = only('bench');

    const numbers = [...pulls, ...issues].map(({ number }) => number);

    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('tells a timeout only by an annotation', () => {
    const ended = only('bench').runs.filter(({ attempts }) =>
      attempts.some(({ jobs }) =>
        jobs.some(({ annotations }) => annotations.some((text) => text.includes('maximum execution time'))),
      ),
    );

    expect(ended.map((run) => newest(run))).toEqual(['cancelled', 'cancelled', 'cancelled']);
    for (const { workflow, attempts } of ended) {
      const [first] = attempts;
      expect(Number(first?.completedAt) - Number(first?.startedAt)).toBeGreaterThan(workflow.timeoutMinutes * 60_000);
    }
  });

  it('says by a rule suite, too, which merge a tag calls forced', () => {
    const { ruleSuites, tags } = only();

    const bypassed = ruleSuites.filter(({ result }) => result === 'bypass').map(({ after }) => after);

    expect(bypassed).toEqual(tags.filter(({ name }) => name.startsWith('forced-')).map(({ sha }) => sha));
  });

  it('gives a commit the state that its runs came to', () => {
    const { commits, runs } = only();
    const failed = new Set(
      runs
        .filter(({ event, attempts }) => event === 'push' && attempts.at(-1)?.conclusion === 'failure')
        .map(({ headSha }) => headSha),
    );

    const states = commits.filter(({ sha }) => failed.has(sha)).map(({ checks }) => checks?.state);

    expect(new Set(states)).toEqual(new Set(['FAILURE']));
  });
});

describe('what is generated around little', () => {
  const empty = {
    owner: 'acme',
    name: 'empty',
    defaultBranch: 'main',
    commits: [],
    users: [],
    branches: [],
    tags: [],
    refsComplete: true,
  };

  it('is nothing for a repository without commits', () => {
    const [repository] = generateWorld(empty, { at: AT, seed: 1 }).repositories;

    expect(repository).toMatchObject({ commits: [], pulls: [], branches: [], runs: [], issues: [] });
  });

  it('is nothing but what its commits bring before the first of them', () => {
    const [repository] = generateWorld(history, { at: new Date('2025-09-01T00:00:00Z'), seed: 1 }).repositories;

    expect(repository).toMatchObject({ branches: [], runs: [], issues: [] });
    expect(repository?.pulls).toHaveLength(617);
  });

  it('is not older than a repository whose refs git knows whole', () => {
    const young: History = { ...history, commits: history.commits.slice(300), refsComplete: true };
    const [first] = young.commits;

    const [repository] = generateWorld(young, { at: AT, seed: 1 }).repositories;

    const older = [...(repository?.issues ?? []), ...(repository?.branches ?? [])].filter(
      ({ createdAt }) => first !== undefined && createdAt < first.committedAt,
    );
    expect(older).toEqual([]);
  });
});

describe('a profile', () => {
  it.each([
    [{ runs: -1 }, 'runs is -1, no whole number from 0'],
    [{ reruns: 2, rerunsSucceeded: 3 }, 'more successful re-runs than re-runs'],
    [{ timeouts: 30 }, 'more timeouts than cancellations'],
    [{ runs: 10 }, 'over half are re-runs or cancelled'],
  ])('%j is refused', (profile, reason) => {
    expect(() => generateWorld(history, { at: AT, seed: 1, profile })).toThrow(reason);
  });
});

function hasPull(pulls: readonly Pull[], name: string): boolean {
  return pulls.some(({ headRefName }) => headRefName === name);
}
