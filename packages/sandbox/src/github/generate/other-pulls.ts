import type { FileChange, Pull, User } from '../world.js';
import { conversation } from './conversation.js';
import { branchCommits } from './merged-pulls.js';
import { DAY, earliest, HOUR, isWithin, later, latest, MINUTE, partWay, type Span, WEEK } from './moments.js';
import type { NumberLine } from './number-line.js';
import type { Random } from './random.js';
import { type Setting, SYNTHETIC } from './setting.js';

/** Pull requests of which the default branch shows nothing: open ones, closed ones, those merged into other bases. */
export function otherPulls(setting: Setting, numbers: NumberLine, merged: readonly Pull[]): Pull[] {
  const { at, profile, history } = setting;
  // Nothing is older than the repository, and each of these lives for some minutes.
  const start = later(setting.beginning, 15 * MINUTE);
  const week: Span = { from: latest(start, later(at, -WEEK)), to: at };
  const before: Span = { from: latest(start, later(at, -5 * WEEK)), to: week.from };
  const alreadyOpen = merged.filter(({ createdAt, mergedAt }) => createdAt <= at && (mergedAt ?? at) > at).length;
  const alreadyMerged = merged.filter(({ mergedAt }) => mergedAt !== undefined && isWithin(mergedAt, week)).length;
  const elsewhere = 'total' in profile.merged ? profile.merged.total - alreadyMerged : profile.merged.elsewhere;
  const make = (kind: string, count: number, span: Span, build: (builder: Builder) => Pull) =>
    Array.from({ length: span.from < span.to ? Math.max(0, count) : 0 }, (_, index) => {
      return build({ setting, numbers, random: setting.random.fork(`${kind} ${index}`) });
    });
  const open = make('open', profile.open - alreadyOpen, week, openPull);
  const bases = open.map(({ headRefName }) => headRefName);
  const stacked = open.map((pull, index) => {
    const base = bases[index - 1];
    return index % 8 === 3 && base !== undefined ? { ...pull, baseRefName: base } : pull;
  });
  const otherBase = bases[0] ?? `${history.defaultBranch}-next`;
  return [
    ...stacked,
    ...make('closed', profile.closed, week, (builder) => closedPull(builder, week)),
    ...make('closed before', profile.closed, before, (builder) => closedPull(builder, before)),
    ...make('elsewhere', elsewhere, week, (builder) => elsewherePull(builder, week, otherBase)),
  ];
}

interface Builder {
  readonly setting: Setting;
  readonly numbers: NumberLine;
  readonly random: Random;
}

function openPull({ setting, numbers, random }: Builder): Pull {
  const { at, people } = setting;
  const kind = random.next();
  const ageDays = kind < 0.4 ? random.between(0.01, 7) : kind < 0.7 ? random.between(7, 30) : random.between(30, 200);
  const { number, createdAt } = numbers.take(
    latest(setting.beginning, later(at, -ageDays * DAY)),
    later(at, -2 * MINUTE),
  );
  const author = random.chance(0.1) ? people.bot('dependabot') : random.chance(0.01) ? undefined : people.human(random);
  const pull = base({ setting, random, number, createdAt, end: at, author, isMerged: false });
  // The stale bot's label moves the last change of about half of those that nobody works on.
  const touchedAt = random.chance(0.5) ? earliest(at, later(createdAt, 3 * DAY)) : undefined;
  const isQueued = !pull.createdAsDraft && random.chance(0.02);
  return {
    ...pull,
    ...(touchedAt === undefined ? {} : { touchedAt }),
    timeline: isQueued
      ? [...pull.timeline, { type: 'ADDED_TO_MERGE_QUEUE_EVENT', at: latest(createdAt, later(at, -5 * MINUTE)) }]
      : pull.timeline,
  };
}

function closedPull({ setting, numbers, random }: Builder, span: Span): Pull {
  const closedAt = partWay(span, random.next());
  const near = latest(setting.beginning, later(closedAt, -random.longTailed(20 * HOUR, 1.6) - 10 * MINUTE));
  const { number, createdAt } = numbers.take(near, later(closedAt, -5 * MINUTE));
  const author = setting.people.human(random);
  return { ...base({ setting, random, number, createdAt, end: closedAt, author, isMerged: false }), closedAt };
}

function elsewherePull({ setting, numbers, random }: Builder, span: Span, baseRefName: string): Pull {
  const mergedAt = partWay(span, random.next());
  const near = latest(setting.beginning, later(mergedAt, -random.longTailed(5 * HOUR, 1.2) - 10 * MINUTE));
  const { number, createdAt } = numbers.take(near, later(mergedAt, -5 * MINUTE));
  const author = setting.people.human(random);
  return {
    ...base({ setting, random, number, createdAt, end: mergedAt, author, isMerged: true }),
    baseRefName,
    closedAt: mergedAt,
    mergedAt,
    mergedBy: author,
    mergeCommit: random.sha(),
  };
}

interface Life {
  readonly setting: Setting;
  readonly random: Random;
  readonly number: number;
  readonly createdAt: Date;
  readonly end: Date;
  readonly author: User | undefined;
  readonly isMerged: boolean;
}

function base({ setting, random, number, createdAt, end, author, isMerged }: Life): Pull {
  const createdAsDraft = random.chance(0.25);
  const isReady = !createdAsDraft || isMerged || random.chance(0.3);
  const ready = createdAsDraft ? partWay({ from: createdAt, to: end }, random.between(0.1, 0.6)) : createdAt;
  const commits = branchCommits(createdAt, end, random);
  const files = changedFiles(setting, random);
  return {
    number,
    title: `Synthetic change ${number} of ${files[0]?.path ?? 'nothing'}`,
    ...(author === undefined ? {} : { author }),
    createdAt,
    createdAsDraft,
    timeline: createdAsDraft && isReady ? [{ type: 'READY_FOR_REVIEW_EVENT', at: ready }] : [],
    baseRefName: setting.history.defaultBranch,
    headRefName: `topic/${number}`,
    labels: [SYNTHETIC],
    ...(isReady
      ? conversation({ author, span: { from: ready, to: end }, isMerged, people: setting.people, random })
      : { comments: [], reviews: [] }),
    commits,
    files,
  };
}

/** Files that a commit of the history touched, with line counts of our own. */
function changedFiles({ mainline }: Setting, random: Random): FileChange[] {
  const { files } = random.pick(mainline);
  return files
    .slice(0, random.whole(1, 12))
    .map(({ path }) => ({ path, added: random.whole(1, 60), deleted: random.whole(0, 40) }));
}
