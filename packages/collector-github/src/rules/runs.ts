/** What the rules read of a workflow run: its latest attempt. */
export interface Run {
  readonly id: number;
  readonly workflowId: number;
  /** Path of the workflow file, without a ref. */
  readonly path: string;
  readonly event: string;
  readonly completed: boolean;
  readonly conclusion?: string;
  readonly headBranch?: string;
  readonly headSha: string;
  /** False for a run from a fork whose branch merely bears the same name. */
  readonly own: boolean;
  readonly runNumber: number;
  readonly attempt: number;
  readonly createdAt: Date;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

const FAILURES = new Set(['failure', 'timed_out', 'startup_failure']);
const SUPERSEDED_WITHIN_MS = 90_000;
const MINUTE = 60_000;

/** Ended in failure; a cancelled, skipped, neutral or stale run did not. */
export function isFailed({ completed, conclusion }: Run): boolean {
  return completed && conclusion !== undefined && FAILURES.has(conclusion);
}

export function isSuccessful({ completed, conclusion }: Run): boolean {
  return completed && conclusion === 'success';
}

/** Has a verdict: success or failure. */
export function isFinished(run: Run): boolean {
  return isSuccessful(run) || isFailed(run);
}

/** Passed in the end although it was tried more than once: flaky if an earlier attempt failed. */
export function isSuspectedFlake(run: Run): boolean {
  return run.attempt > 1 && isSuccessful(run);
}

/** Whether the conclusion of an earlier attempt proves the flake; a cancelled one does not. */
export function provesFlake(conclusion: string | undefined): boolean {
  return conclusion === 'failure' || conclusion === 'timed_out';
}

/** Runs that passed after another run of the same workflow, commit and event had failed. */
export function flakyAcrossRuns(runs: readonly Run[]): readonly Run[] {
  // The commit of a merge group is a temporary one, so a second run is another try, not the same.
  const comparable = runs.filter(({ event }) => event !== 'merge_group');
  const groups = Map.groupBy(comparable, ({ workflowId, headSha, event }) => `${workflowId} ${headSha} ${event}`);
  return [...groups.values()].flatMap((group) => {
    const failures = group.filter(isFailed).map(({ createdAt }) => createdAt.getTime());
    const first = Math.min(...failures);
    const passed = group.find((run) => isSuccessful(run) && run.createdAt.getTime() > first);
    return passed === undefined ? [] : [passed];
  });
}

/** Cancelled runs in whose last 90 seconds a newer run of the same workflow and branch was created. */
export function supersededRuns(runs: readonly Run[]): ReadonlySet<number> {
  const siblings = Map.groupBy(runs, ({ workflowId, headBranch }) => `${workflowId} ${headBranch ?? ''}`);
  const superseded = runs.filter((run) => {
    if (!isCancelled(run)) return false;
    const end = run.updatedAt.getTime();
    const others = siblings.get(`${run.workflowId} ${run.headBranch ?? ''}`) ?? [];
    return others.some(
      ({ id, runNumber, createdAt }) =>
        id !== run.id &&
        runNumber > run.runNumber &&
        createdAt.getTime() <= end &&
        createdAt.getTime() >= end - SUPERSEDED_WITHIN_MS,
    );
  });
  return new Set(superseded.map(({ id }) => id));
}

export function isCancelled({ completed, conclusion }: Run): boolean {
  return completed && conclusion === 'cancelled';
}

/** False for a run shorter than the shortest timeout that can be set, one minute. */
export function couldHaveTimedOut({ startedAt, updatedAt }: Run): boolean {
  return updatedAt.getTime() - startedAt.getTime() >= MINUTE;
}

// A job that hits `timeout-minutes` ends as "cancelled"; only this annotation tells why.
const TIMEOUT_ANNOTATION = /exceeded the maximum execution time of/;

export function saysTimeout(annotation: string): boolean {
  return TIMEOUT_ANNOTATION.test(annotation);
}

/** Whole minutes and fractions of the latest attempt, with the time in its queue; negative for clocks that disagree. */
export function minutesOf({ startedAt, updatedAt }: Run): number {
  return (updatedAt.getTime() - startedAt.getTime()) / MINUTE;
}

/** The tag of a workflow: its file name; workflows that GitHub makes itself share one. */
export function workflowTag(path: string): string {
  if (path.startsWith('dynamic/')) return 'dynamic';
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The busiest workflows keep their tag, the rest become `other`. */
export function workflowGroups(runs: readonly Run[], most: number): ReadonlyMap<string, readonly Run[]> {
  const byTag = Map.groupBy(runs, ({ path }) => workflowTag(path));
  const ranked = [...byTag].toSorted(([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1));
  const kept = new Set(ranked.slice(0, most).map(([tag]) => tag));
  return Map.groupBy(runs, ({ path }) => (kept.has(workflowTag(path)) ? workflowTag(path) : 'other'));
}

/** The newest finished run of each workflow on a branch of the repository itself, by run number and attempt. */
export function newestOnBranch(runs: readonly Run[], branch: string): ReadonlyMap<number, Run> {
  const newest = new Map<number, Run>();
  for (const run of runs) {
    if (!run.own || run.headBranch !== branch || !isFinished(run)) continue;
    const known = newest.get(run.workflowId);
    if (known === undefined || isNewer(run, known)) newest.set(run.workflowId, run);
  }
  return newest;
}

function isNewer(a: Run, b: Run): boolean {
  return a.runNumber > b.runNumber || (a.runNumber === b.runNumber && a.attempt > b.attempt);
}
