import { describe, expect, test } from 'vitest';
import { workflowRun } from '../../test/workflow-run.js';
import { branchWorkflows, redMinutes, verdictsOn } from './main-branch.js';
import type { Run } from './runs.js';

const at = (hour: number) => new Date(Date.UTC(2025, 9, 20, hour));

function run(id: number, more: Partial<Run> = {}): Run {
  return workflowRun(id, { createdAt: at(0), startedAt: at(0), updatedAt: at(1), ...more });
}

describe('demands on the default branch', () => {
  test('are judged by the newest verdict of each', () => {
    const runs = [
      run(1),
      run(2, { conclusion: 'failure' }),
      run(3, { workflowId: 2, path: '.github/workflows/docs.yml', conclusion: 'failure' }),
    ];
    const commits = [[{ name: 'unit', passed: undefined }], [{ name: 'unit', passed: true }]];

    const verdicts = verdictsOn(
      'main',
      { workflows: ['checks.yml', 'gone.yml'], checks: ['unit', 'lost'] },
      runs,
      commits,
    );

    expect(verdicts).toEqual([
      { name: 'checks.yml', passed: false },
      { name: 'gone.yml', passed: undefined },
      { name: 'unit', passed: true },
      { name: 'lost', passed: undefined },
    ]);
  });

  test('cover, where there are none, every workflow that runs for the branch', () => {
    const runs = [run(1), run(2, { workflowId: 2, path: '.github/workflows/hand.yml', event: 'workflow_dispatch' })];

    expect(branchWorkflows('main', runs)).toEqual([{ name: 'checks.yml', passed: true }]);
  });
});

describe('red minutes', () => {
  const window = { from: at(0), to: at(20) };

  test('run from the first failed commit to the next successful one', () => {
    const commits = [
      { committedAt: at(2), state: 'FAILURE' },
      { committedAt: at(3), state: 'PENDING' },
      { committedAt: at(4), state: 'ERROR' },
      { committedAt: at(6), state: 'SUCCESS' },
      { committedAt: at(7) },
    ];

    expect(redMinutes(commits, undefined, window)).toBe(4 * 60);
  });

  test('begin with the window where the commit before it had failed, and end with it', () => {
    expect(redMinutes([{ committedAt: at(5), state: 'SUCCESS' }], 'FAILURE', window)).toBe(5 * 60);
    expect(redMinutes([{ committedAt: at(18), state: 'FAILURE' }], 'SUCCESS', window)).toBe(2 * 60);
    expect(redMinutes([], 'FAILURE', window)).toBe(20 * 60);
  });

  test('are zero only where something passed', () => {
    expect(redMinutes([{ committedAt: at(5), state: 'SUCCESS' }], undefined, window)).toBe(0);
    expect(redMinutes([{ committedAt: at(5), state: 'PENDING' }], undefined, window)).toBeUndefined();
  });
});
