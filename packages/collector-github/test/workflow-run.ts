import type { Run } from '../src/rules/runs.js';

const AT = new Date('2025-10-20T12:00:00Z');
const TEN_MINUTES = 600_000;

/** A push to main that passed, after ten minutes, but for what is said of it. */
export function workflowRun(id: number, more: Partial<Run> = {}): Run {
  return {
    id,
    workflowId: 1,
    path: '.github/workflows/checks.yml',
    event: 'push',
    completed: true,
    conclusion: 'success',
    headBranch: 'main',
    headSha: 'a',
    own: true,
    runNumber: id,
    attempt: 1,
    createdAt: AT,
    startedAt: AT,
    updatedAt: new Date(AT.getTime() + TEN_MINUTES),
    ...more,
  };
}
