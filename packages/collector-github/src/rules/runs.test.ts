import { describe, expect, test } from 'vitest';
import { workflowRun } from '../../test/workflow-run.js';
import {
  couldHaveTimedOut,
  flakyAcrossRuns,
  isFailed,
  isFinished,
  isSuspectedFlake,
  newestOnBranch,
  provesFlake,
  saysTimeout,
  supersededRuns,
  workflowGroups,
  workflowTag,
} from './runs.js';

const at = (minute: number, second = 0) => new Date(Date.UTC(2025, 9, 20, 12, minute, second));

describe('a conclusion', () => {
  test.each([
    ['success', false, true],
    ['failure', true, true],
    ['timed_out', true, true],
    ['startup_failure', true, true],
    ['cancelled', false, false],
    ['skipped', false, false],
    ['neutral', false, false],
    ['action_required', false, false],
    ['stale', false, false],
  ])('%s', (conclusion, failed, finished) => {
    const one = workflowRun(1, { conclusion });

    expect([isFailed(one), isFinished(one)]).toEqual([failed, finished]);
  });

  test('is none while the run goes on', () => {
    expect(isFinished(workflowRun(1, { completed: false }))).toBe(false);
  });
});

describe('a flake', () => {
  test('is suspected where a later attempt passed, and proven by one that failed', () => {
    expect(isSuspectedFlake(workflowRun(1, { attempt: 2 }))).toBe(true);
    expect(isSuspectedFlake(workflowRun(1))).toBe(false);
    expect(isSuspectedFlake(workflowRun(1, { attempt: 2, conclusion: 'failure' }))).toBe(false);
    expect(['failure', 'timed_out', 'cancelled', undefined].map(provesFlake)).toEqual([true, true, false, false]);
  });

  test('shows across runs of one commit, workflow and event, in this order of time', () => {
    const failed = workflowRun(1, { conclusion: 'failure' });
    const passed = workflowRun(2, { createdAt: at(20) });

    expect(flakyAcrossRuns([passed, failed]).map(({ id }) => id)).toEqual([2]);
    expect(flakyAcrossRuns([failed, workflowRun(2, { createdAt: at(20), headSha: 'b' })])).toEqual([]);
    expect(flakyAcrossRuns([failed, workflowRun(2, { createdAt: at(20), event: 'schedule' })])).toEqual([]);
    expect(flakyAcrossRuns([workflowRun(1), workflowRun(2, { conclusion: 'failure', createdAt: at(20) })])).toEqual([]);
  });

  test('does not show across runs of merge groups, whose commits are temporary', () => {
    const group = { event: 'merge_group' };

    const flaky = flakyAcrossRuns([
      workflowRun(1, { ...group, conclusion: 'failure' }),
      workflowRun(2, { ...group, createdAt: at(20) }),
    ]);

    expect(flaky).toEqual([]);
  });
});

describe('a cancelled run', () => {
  const cancelled = workflowRun(1, { conclusion: 'cancelled' });

  test.each([
    ['a newer run of the workflow and branch was created just before', { createdAt: at(9) }, true],
    ['the newer run came long before', { createdAt: at(8) }, false],
    ['the newer run came after', { createdAt: at(11) }, false],
    ['the newer run is on another branch', { createdAt: at(9), headBranch: 'topic' }, false],
    ['the newer run is of another workflow', { createdAt: at(9), workflowId: 2 }, false],
    ['the other run is older by number', { createdAt: at(9), runNumber: 0 }, false],
  ])('%s', (_name, more, superseded) => {
    expect(supersededRuns([cancelled, workflowRun(2, more)]).has(1)).toBe(superseded);
  });

  test('can have timed out from the shortest timeout on', () => {
    expect(couldHaveTimedOut(workflowRun(1, { updatedAt: at(0, 59) }))).toBe(false);
    expect(couldHaveTimedOut(workflowRun(1, { updatedAt: at(1) }))).toBe(true);
  });

  test('timed out where an annotation says so', () => {
    expect(saysTimeout('The job has exceeded the maximum execution time of 1h0m0s')).toBe(true);
    expect(saysTimeout('The operation was canceled.')).toBe(false);
  });
});

describe('workflows', () => {
  test.each([
    ['.github/workflows/checks.yml', 'checks.yml'],
    ['dynamic/github-code-scanning/codeql', 'dynamic'],
  ])('are tagged by their file: %s', (path, tag) => {
    expect(workflowTag(path)).toBe(tag);
  });

  test('beyond the busiest ones are summed as other', () => {
    const runs = ['a', 'a', 'b', 'b', 'c', 'd'].map((name, id) =>
      workflowRun(id, { path: `.github/workflows/${name}.yml` }),
    );

    const sizes = [...workflowGroups(runs, 2)].map(([tag, group]) => [tag, group.length]);

    expect(sizes).toEqual([
      ['a.yml', 2],
      ['b.yml', 2],
      ['other', 2],
    ]);
  });

  test('have as their newest run on a branch the finished one of the repository itself', () => {
    const runs = [
      workflowRun(3, { conclusion: 'failure', attempt: 1 }),
      workflowRun(4, { conclusion: 'cancelled' }),
      workflowRun(5, { completed: false }),
      workflowRun(6, { own: false }),
      workflowRun(7, { headBranch: 'topic' }),
      workflowRun(2),
    ];

    expect([...newestOnBranch(runs, 'main').values()].map(({ id }) => id)).toEqual([3]);
  });
});
