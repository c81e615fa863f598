import type { Commit, Conclusion, WorkflowRun } from '../world.js';
import { later, latest, MINUTE } from './moments.js';
import type { Setting } from './setting.js';

const FAILED: ReadonlySet<Conclusion> = new Set(['failure', 'timed_out', 'startup_failure', 'cancelled']);

/** The commits with the state of their checks: that of their runs where there are any, else one drawn. */
export function withChecks({ history, mainline, random }: Setting, runs: readonly WorkflowRun[]): Commit[] {
  const states = new Set(mainline.map(({ sha }) => sha));
  const pushes = Map.groupBy(
    runs.filter(({ event, fromFork }) => event === 'push' && !fromFork),
    ({ headSha }) => headSha,
  );
  return history.commits.map((commit) => {
    if (!states.has(commit.sha)) return commit;
    const checks = fromRuns(pushes.get(commit.sha) ?? []);
    if (checks !== undefined) return { ...commit, checks };
    const source = random.fork(`checks ${commit.sha}`);
    const at = later(commit.committedAt, source.between(6, 20) * MINUTE);
    return { ...commit, checks: { state: source.chance(0.08) ? 'FAILURE' : 'SUCCESS', at } };
  });
}

function fromRuns(runs: readonly WorkflowRun[]): Commit['checks'] {
  const attempts = runs.flatMap((run) => run.attempts.slice(-1));
  const [first, ...others] = attempts.map(({ completedAt }) => completedAt);
  if (first === undefined) return undefined;
  const state = attempts.some(({ conclusion }) => FAILED.has(conclusion)) ? 'FAILURE' : 'SUCCESS';
  return { state, at: latest(first, ...others) };
}
