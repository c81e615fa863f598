import { describe, expect, test } from 'vitest';
import { commitsBetween, failedDeployments, leadHours, type Shipment } from './delivery.js';

const at = (hour: number) => new Date(Date.UTC(2025, 9, 20, hour));
const commit = (sha: string, parents: string[], hour = 0) => ({ sha, parents, committedAt: at(hour) });
const shipment = (id: string, hour: number, shas: string[]): Shipment => ({
  id,
  sha: shas.at(-1) ?? '',
  finishedAt: at(hour),
  commits: shas.map((sha) => ({ sha, committedAt: at(1) })),
});

describe('commits between two others', () => {
  const linear = [commit('d', ['c']), commit('c', ['b']), commit('b', ['a'])];
  const merged = [commit('m', ['c', 'x']), commit('x', ['b']), commit('c', ['b']), commit('b', ['a'])];

  test.each([
    ['a stretch of a line', linear, 'b', 'd', ['d', 'c']],
    ['a line from just behind the known ones', linear, 'a', 'c', ['c', 'b']],
    ['both sides of a merge', merged, 'c', 'm', ['m', 'x']],
    ['nothing after a step back', linear, 'd', 'b', []],
  ])('are %s', (_name, commits, base, head, shas) => {
    expect(commitsBetween(commits, base, head)?.map(({ sha }) => sha)).toEqual(shas);
  });

  test('are unknown where they reach behind what is known', () => {
    expect(commitsBetween(linear, 'z', 'd')).toBeUndefined();
    expect(commitsBetween(linear, 'b', 'y')).toBeUndefined();
  });
});

describe('a failed deployment', () => {
  const shipments = [shipment('one', 4, ['a']), shipment('two', 8, ['b'])];
  const facts = { pullOf: new Map([['a', 7]]), subjectOf: new Map([['b', 'Use the slim image']]) };

  test.each([
    ['the newest before an incident', { kind: 'incident', at: at(9) }, ['two']],
    ['the newest before a hotfix', { kind: 'hotfix', at: at(5) }, ['one']],
    ['none before the first', { kind: 'incident', at: at(3) }, []],
    ['the one that brought a reverted commit', { kind: 'revert', undone: { shas: ['a'], pulls: [] } }, ['one']],
    ['the one that brought a reverted pull request', { kind: 'revert', undone: { shas: [], pulls: [7] } }, ['one']],
    [
      'the one that brought what a subject quotes',
      { kind: 'revert', undone: { shas: [], pulls: [], subject: 'Use the slim image' } },
      ['two'],
    ],
    ['none for a revert of what was never deployed', { kind: 'revert', undone: { shas: ['f'], pulls: [] } }, []],
  ] as const)('is %s', (_name, failure, failed) => {
    expect([...failedDeployments(shipments, [failure], facts)]).toEqual(failed);
  });

  test('counts once, however much went wrong with it', () => {
    const failures = [{ kind: 'incident', at: at(9) } as const, { kind: 'hotfix', at: at(10) } as const];

    expect(failedDeployments(shipments, failures, facts).size).toBe(1);
  });
});

test('lead times are those of every commit, and what was committed later is left out', () => {
  const late = { ...shipment('late', 4, []), commits: [{ sha: 'a', committedAt: at(5) }] };

  expect(leadHours([shipment('one', 4, ['a', 'b']), late])).toEqual([3, 3]);
});
