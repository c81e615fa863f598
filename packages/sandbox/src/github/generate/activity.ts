import type { Branch, Pull, RefActivity, RuleSuite, Tag } from '../world.js';
import { isForced } from './deployments.js';
import { later, WEEK } from './moments.js';
import type { Setting } from './setting.js';

/** What happened to the refs in the weeks around the clock: pushes and merges, branches made and deleted. */
export function activity(setting: Setting, pulls: readonly Pull[], branches: readonly Branch[]): RefActivity[] {
  const { mainline, history, people, at } = setting;
  const byMerge = new Map(pulls.map((pull) => [pull.mergeCommit, pull]));
  const rows: Omit<RefActivity, 'id'>[] = [];
  for (const { sha, parents, committedAt, author } of mainline) {
    if (!isNear(committedAt, at)) continue;
    const pull = byMerge.get(sha);
    const queue = people.bot('github-merge-queue');
    const isQueued = pull?.mergedBy === queue;
    const type = pull === undefined ? 'push' : isQueued ? 'merge_queue_merge' : 'pr_merge';
    const actor = pull?.mergedBy ?? author;
    const before = parents[0] ?? '0'.repeat(40);
    rows.push({ type, ref: `refs/heads/${history.defaultBranch}`, before, after: sha, at: committedAt, actor });
  }
  for (const { name, tip, createdAt, deletedAt, author } of branches) {
    const made = { ref: `refs/heads/${name}`, actor: author };
    const none = '0'.repeat(40);
    if (isNear(createdAt, at)) rows.push({ ...made, type: 'branch_creation', before: none, after: tip, at: createdAt });
    const random = setting.random.fork(`activity ${name}`);
    if (isNear(createdAt, at) && random.chance(0.1)) {
      rows.push({ ...made, type: 'force_push', before: random.sha(), after: tip, at: later(createdAt, 60_000) });
    }
    if (deletedAt !== undefined && isNear(deletedAt, at)) {
      rows.push({ ...made, type: 'branch_deletion', before: tip, after: none, at: deletedAt });
    }
  }
  rows.sort((a, b) => a.at.getTime() - b.at.getTime());
  return rows.map((row, index) => ({ id: setting.firstId + 4_000_000_000 + index, ...row }));
}

/** What the rules made of each push to the default branch: all pass but those that a tag tells of. */
export function ruleSuites(setting: Setting, tags: readonly Tag[]): RuleSuite[] {
  const { mainline, history, at } = setting;
  const forced = new Set(tags.filter(isForced).map(({ sha }) => sha));
  return mainline
    .filter(({ committedAt }) => isNear(committedAt, at))
    .map(({ sha, parents, committedAt, author }, index) => ({
      id: setting.firstId + 5_000_000 + index,
      ref: `refs/heads/${history.defaultBranch}`,
      before: parents[0] ?? '0'.repeat(40),
      after: sha,
      at: committedAt,
      actor: author,
      result: forced.has(sha) ? 'bypass' : 'pass',
    }));
}

function isNear(moment: Date, at: Date): boolean {
  return moment > later(at, -5 * WEEK) && moment <= later(at, WEEK);
}
