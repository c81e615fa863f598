import { matches } from './glob.js';
import { isSuccessful, newestOnBranch, type Run, workflowTag } from './runs.js';

/** A check of a commit of the default branch: `undefined` while it has no verdict. */
export interface Check {
  readonly name: string;
  readonly passed: boolean | undefined;
}

/** What is demanded of the default branch: workflow files, and names of checks that a workflow or another service gives. */
export interface Demands {
  readonly workflows: readonly string[];
  readonly checks: readonly string[];
}

/** One demand, and what its newest verdict was; `undefined` where there is none. */
export interface Verdict {
  readonly name: string;
  readonly passed: boolean | undefined;
}

// Only these speak for the branch itself; a run by hand or by another workflow may be of anything.
const BRANCH_EVENTS = new Set(['push', 'merge_group', 'schedule']);

/** The newest verdict of each demanded workflow and check; `commits` have their checks, newest commit first. */
export function verdictsOn(
  branch: string,
  demands: Demands,
  runs: readonly Run[],
  commits: readonly (readonly Check[])[],
): readonly Verdict[] {
  const newest = [...newestOnBranch(runs, branch).values()];
  return [
    ...demands.workflows.map((pattern) => {
      const covered = newest.filter(({ path }) => matches(pattern, workflowTag(path)) || matches(pattern, path));
      return { name: pattern, passed: covered.length === 0 ? undefined : covered.every(isSuccessful) };
    }),
    ...demands.checks.map((pattern) => ({ name: pattern, passed: newestCheck(pattern, commits) })),
  ];
}

function newestCheck(pattern: string, commits: readonly (readonly Check[])[]): boolean | undefined {
  for (const checks of commits) {
    const decided = checks.filter(({ name, passed }) => passed !== undefined && matches(pattern, name));
    if (decided.length > 0) return decided.every(({ passed }) => passed === true);
  }
  return undefined;
}

/** Without any demand: every workflow that runs for the branch itself. */
export function branchWorkflows(branch: string, runs: readonly Run[]): readonly Verdict[] {
  const newest = newestOnBranch(
    runs.filter(({ event }) => BRANCH_EVENTS.has(event)),
    branch,
  );
  return [...newest.values()].map((run) => ({ name: workflowTag(run.path), passed: isSuccessful(run) }));
}

/** A commit of the default branch with what its checks came to. */
export interface CheckedCommit {
  readonly committedAt: Date;
  readonly state?: string;
}

/**
 * Minutes within `(from, to]` in which the newest commit with a verdict had failed; `undefined` where no commit has
 * one. `before` is the state of the newest commit with a verdict that precedes the window.
 */
export function redMinutes(
  commits: readonly CheckedCommit[],
  before: string | undefined,
  { from, to }: { readonly from: Date; readonly to: Date },
): number | undefined {
  const decided = commits
    .flatMap(({ committedAt, state }) => (isVerdict(state) ? [{ at: committedAt, red: state !== 'SUCCESS' }] : []))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const known = isVerdict(before) ? [{ at: from, red: before !== 'SUCCESS' }] : [];
  const states = [...known, ...decided];
  if (states.length === 0) return undefined;
  const spans = states.map(({ at, red }, index) => {
    const end = states[index + 1]?.at ?? to;
    return red ? end.getTime() - at.getTime() : 0;
  });
  return spans.reduce((sum, span) => sum + span, 0) / 60_000;
}

/** True for a state in which a commit stays: everything but still waiting. */
export function isVerdict(state: string | undefined): state is 'SUCCESS' | 'FAILURE' | 'ERROR' {
  return state === 'SUCCESS' || state === 'FAILURE' || state === 'ERROR';
}
