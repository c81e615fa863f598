import { isHotfix, isRevert } from '../classify.js';
import type { Commit, Pull } from '../world.js';
import { conversation } from './conversation.js';
import { DAY, HOUR, later, MINUTE, partWay } from './moments.js';
import type { NumberLine } from './number-line.js';
import type { Random } from './random.js';
import { type Setting, SYNTHETIC } from './setting.js';

const MERGE_SUBJECT = /^Merge pull request #\d+ from [^/\s]+\/(\S+)/;

/** Commits by the pull request that brought them; the last one of each is the squash or the merge commit. */
export function commitsByPull(commits: readonly Commit[]): Map<number, Commit[]> {
  const byPull = new Map<number, Commit[]>();
  for (const commit of commits) {
    if (commit.pullNumber === undefined) continue;
    const same = byPull.get(commit.pullNumber);
    if (same === undefined) byPull.set(commit.pullNumber, [commit]);
    else same.push(commit);
  }
  return byPull;
}

/** The pull requests behind the commits of the history. */
export function mergedPulls(setting: Setting, numbers: NumberLine): Pull[] {
  const onMain = new Set(setting.mainline.map(({ sha }) => sha));
  return [...commitsByPull(setting.history.commits)].flatMap(([number, commits]) => {
    const merge = commits.at(-1);
    if (merge === undefined) return [];
    const base = onMain.has(merge.sha) ? setting.history.defaultBranch : 'integration';
    return [
      mergedPull({ setting, number, merge, brought: commits.slice(0, -1), base, createdAt: numbers.createdAt(number) }),
    ];
  });
}

interface Merge {
  readonly setting: Setting;
  readonly number: number;
  readonly merge: Commit;
  /** What a merge commit merged; nothing of a squash. */
  readonly brought: readonly Commit[];
  readonly base: string;
  readonly createdAt: Date;
}

function mergedPull({ setting, number, merge, brought, base, createdAt }: Merge): Pull {
  const random = setting.random.fork(`pull ${number}`);
  const { people } = setting;
  const mergedAt = merge.committedAt;
  const author = brought.at(-1)?.author ?? merge.author;
  const createdAsDraft = random.chance(0.2);
  const ready = createdAsDraft ? partWay({ from: createdAt, to: mergedAt }, random.between(0.1, 0.6)) : createdAt;
  const timeline: Pull['timeline'][number][] = createdAsDraft ? [{ type: 'READY_FOR_REVIEW_EVENT', at: ready }] : [];
  if (random.chance(0.5))
    timeline.push({ type: 'REVIEW_REQUESTED_EVENT', at: partWay({ from: ready, to: mergedAt }, 0.02) });
  const isQueued = random.chance(0.3);
  if (isQueued) {
    timeline.push({
      type: 'ADDED_TO_MERGE_QUEUE_EVENT',
      at: partWay({ from: ready, to: mergedAt }, random.between(0.9, 0.99)),
    });
  }
  const own = brought.map(({ sha, authoredAt, committedAt }) => ({ sha, authoredAt, committedAt }));
  const talk = conversation({ author, span: { from: ready, to: mergedAt }, isMerged: true, people, random });
  return {
    number,
    title: titleOf(merge),
    author,
    mergedBy: isQueued ? people.bot('github-merge-queue') : random.chance(0.85) ? author : people.human(random, author),
    createdAt,
    closedAt: mergedAt,
    mergedAt,
    ...(random.chance(0.04) ? { touchedAt: later(mergedAt, random.longTailed(8 * HOUR, 1.5)) } : {}),
    createdAsDraft,
    timeline,
    baseRefName: base,
    headRefName: headOf(merge, number),
    labels: [SYNTHETIC, ...textLabels(merge.message)],
    ...talk,
    commits: own.length > 0 ? own : branchCommits(createdAt, mergedAt, random),
    mergeCommit: merge.sha,
    files: merge.files,
  };
}

/** Commits of a branch that git no longer has: the first before the pull request was opened, the others up to its end. */
export function branchCommits(createdAt: Date, end: Date, random: Random): Pull['commits'] {
  const first = later(createdAt, -Math.min(random.longTailed(1.2 * HOUR, 1.4), 20 * DAY) - MINUTE);
  const times = [first];
  for (let count = random.whole(0, 4); count > 0; count--)
    times.push(partWay({ from: first, to: end }, random.next() * 0.95));
  return times
    .sort((a, b) => a.getTime() - b.getTime())
    .map((time) => ({ sha: random.sha(), authoredAt: time, committedAt: time }));
}

/** Words of a text as part of a branch's name. */
export function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, 5).join('-') || 'change';
}

function titleOf({ message }: Commit): string {
  const [subject = '', , body] = message.split('\n');
  if (MERGE_SUBJECT.test(subject)) return body?.trim() || subject;
  return subject.replace(/\s*\(#\d+\)\s*$/, '') || subject;
}

/** The branch that the merge commit names; else one made up, which says no more than the subject does. */
function headOf({ message }: Commit, number: number): string {
  const [subject = ''] = message.split('\n', 1);
  const named = MERGE_SUBJECT.exec(subject)?.[1];
  if (named !== undefined) return named;
  const reverted = /^Revert ".*\(#(\d+)\)"/.exec(subject)?.[1];
  if (reverted !== undefined) return `revert-${reverted}-topic/${reverted}`;
  if (isHotfix(message)) return `hotfix/${number}-${slug(subject.replace(/^\W*hotfix\W*/i, ''))}`;
  return `topic/${number}-${slug(subject)}`;
}

function textLabels(message: string): string[] {
  return [...(isHotfix(message) ? ['hotfix'] : []), ...(isRevert(message) ? ['revert'] : [])];
}
