import type { Conclusion } from '../world.js';
import { later, MINUTE, SECOND, type Span } from './moments.js';
import type { Random } from './random.js';
import type { PlannedRun } from './run-plan.js';

/** One attempt before its jobs are known. */
export interface PlannedAttempt {
  readonly startedAt: Date;
  readonly completedAt: Date;
  readonly conclusion: Conclusion;
  /** What the annotation of the cancelled job says. */
  readonly annotation?: string;
}

export interface OutcomeCounts {
  readonly reruns: number;
  readonly rerunsSucceeded: number;
  readonly cancelled: number;
  readonly timeouts: number;
}

type Outcomes = Map<PlannedRun, readonly PlannedAttempt[]>;

/** How each run of a span ended; as many as wanted, where so many fit, were run again, cancelled and timed out by its end. */
export function outcomes(runs: readonly PlannedRun[], counts: OutcomeCounts, span: Span, random: Random): Outcomes {
  const decided: Outcomes = new Map();
  const superseding = supersedingRuns(runs);
  const left = () => random.fork(decided.size).shuffled(runs.filter((run) => canBeChosen(run) && !decided.has(run)));
  // Long enough before the end of the span that all attempts are over.
  const settled = (run: PlannedRun, minutes: number) => later(run.createdAt, minutes * MINUTE) < span.to;

  for (const run of take(left(), counts.timeouts, (run) => {
    const end = run.by.workflow.timeoutMinutes + 2;
    return settled(run, end) && !hasRunBetween(runs, run, later(run.createdAt, (end - 5) * MINUTE), end);
  })) {
    decided.set(run, [timedOut(run, random)]);
  }
  const ordinary = Math.floor((counts.cancelled - counts.timeouts) * 0.05) + 1;
  const wanted = Math.max(0, counts.cancelled - counts.timeouts - ordinary);
  for (const run of take(left(), wanted, (run) => superseding.has(run) && settled(run, 15))) {
    const by = superseding.get(run);
    if (by !== undefined) decided.set(run, [superseded(run, by, random)]);
  }
  for (const run of take(left(), counts.cancelled - decided.size, (run) => !superseding.has(run) && settled(run, 60))) {
    decided.set(run, [cancelled(run, random)]);
  }
  const again = take(left(), counts.reruns, (run) => settled(run, 6 * run.by.minutes + 60));
  for (const [index, run] of again.entries())
    decided.set(run, attempts(run, index, counts, random.fork(`again ${index}`)));
  for (const run of runs) if (!decided.has(run)) decided.set(run, [single(run, random)]);
  return decided;
}

function take(runs: readonly PlannedRun[], count: number, fits: (run: PlannedRun) => boolean): PlannedRun[] {
  const found: PlannedRun[] = [];
  for (const run of runs) {
    if (found.length >= count) break;
    if (fits(run)) found.push(run);
  }
  return found;
}

/** Commits of the default branch keep their first outcome, so that their check state is that of one run. */
function canBeChosen({ event, fromFork }: PlannedRun): boolean {
  return !fromFork && (event === 'pull_request' || event === 'schedule');
}

/** To each run the next one of the same workflow and branch, where that comes before it would have ended. */
function supersedingRuns(runs: readonly PlannedRun[]): Map<PlannedRun, PlannedRun> {
  const lines = Map.groupBy(
    runs.filter(({ event }) => event === 'pull_request'),
    ({ by, headBranch }) => `${by.workflow.id} ${headBranch}`,
  );
  const superseding = new Map<PlannedRun, PlannedRun>();
  for (const line of lines.values()) {
    line.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    for (const [index, run] of line.entries()) {
      const next = line[index + 1];
      if (next === undefined || next.createdAt <= run.createdAt) continue;
      if (next.createdAt < later(run.createdAt, 10 * MINUTE)) superseding.set(run, next);
    }
  }
  return superseding;
}

function hasRunBetween(runs: readonly PlannedRun[], run: PlannedRun, from: Date, minutes: number): boolean {
  const to = later(run.createdAt, minutes * MINUTE);
  return runs.some(({ by, headBranch, createdAt }) => {
    return by === run.by && headBranch === run.headBranch && createdAt >= from && createdAt <= to;
  });
}

function begin(from: Date, random: Random): Date {
  return later(from, random.between(4, 40) * SECOND);
}

function timedOut(run: PlannedRun, random: Random): PlannedAttempt {
  const minutes = run.by.workflow.timeoutMinutes;
  const startedAt = begin(run.createdAt, random);
  const limit = minutes >= 60 ? `${Math.floor(minutes / 60)}h${minutes % 60}m0s` : `${minutes}m0s`;
  return {
    startedAt,
    completedAt: later(startedAt, minutes * MINUTE + random.between(3, 25) * SECOND),
    conclusion: 'cancelled',
    annotation: `The job has exceeded the maximum execution time of ${limit}`,
  };
}

function superseded(run: PlannedRun, by: PlannedRun, random: Random): PlannedAttempt {
  return {
    startedAt: later(run.createdAt, 4 * SECOND),
    completedAt: later(by.createdAt, random.between(5, 40) * SECOND),
    conclusion: 'cancelled',
    annotation: `Canceling since a higher priority waiting request for '${run.by.workflow.name}-${run.headBranch}' exists`,
  };
}

/** By hand, some way through, and not at the workflow's own limit. */
function cancelled(run: PlannedRun, random: Random): PlannedAttempt {
  const startedAt = begin(run.createdAt, random);
  const minutes = run.by.workflow.timeoutMinutes * random.between(0.5, 0.8);
  return {
    startedAt,
    completedAt: later(startedAt, minutes * MINUTE),
    conclusion: 'cancelled',
    annotation: 'The operation was canceled.',
  };
}

function worked(from: Date, run: PlannedRun, conclusion: Conclusion, random: Random): PlannedAttempt {
  const startedAt = begin(from, random);
  const limit = run.by.workflow.timeoutMinutes * 0.9;
  const minutes = Math.min(limit, random.longTailed(run.by.minutes, 0.35) * (conclusion === 'failure' ? 0.7 : 1));
  return { startedAt, completedAt: later(startedAt, minutes * MINUTE), conclusion };
}

/** A first attempt that did not succeed and what followed: mostly success, once by way of a cancelled attempt. */
function attempts(run: PlannedRun, index: number, counts: OutcomeCounts, random: Random): PlannedAttempt[] {
  const end: Conclusion = index < counts.rerunsSucceeded ? 'success' : 'failure';
  const first: Conclusion = index === 1 || index === 2 ? 'cancelled' : 'failure';
  const steps: Conclusion[] = index === 0 ? [first, 'cancelled', end] : [first, end];
  const done: PlannedAttempt[] = [];
  let from = run.createdAt;
  for (const conclusion of steps) {
    const attempt = worked(from, run, conclusion, random);
    const isShort = conclusion === 'cancelled';
    const limit = later(attempt.startedAt, run.by.minutes * MINUTE);
    done.push(
      isShort
        ? { ...attempt, completedAt: later(attempt.startedAt, 50 * SECOND), annotation: 'The operation was canceled.' }
        : attempt.completedAt > limit
          ? { ...attempt, completedAt: limit }
          : attempt,
    );
    from = later((done.at(-1) ?? attempt).completedAt, random.between(2, 12) * MINUTE);
  }
  return done;
}

function single(run: PlannedRun, random: Random): PlannedAttempt {
  const kind = random.next();
  const isMain = run.event === 'push';
  if (kind < 0.1) return worked(run.createdAt, run, 'failure', random);
  if (isMain || kind >= 0.18) return worked(run.createdAt, run, 'success', random);
  const startedAt = later(run.createdAt, 2 * SECOND);
  const brief = (conclusion: Conclusion) => ({ startedAt, completedAt: later(startedAt, 2 * SECOND), conclusion });
  if (kind < 0.17) return brief('skipped');
  if (kind < 0.174) return brief('startup_failure');
  if (kind < 0.177) return brief('action_required');
  return worked(run.createdAt, run, 'neutral', random);
}
