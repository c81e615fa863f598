import type { Branch, Pull } from '../world.js';
import { DAY, later, latest } from './moments.js';
import { type Setting, SYNTHETIC } from './setting.js';

/** The branches besides the default one: git's own, those of the pull requests, and others up to the wanted number. */
export function branches(setting: Setting, pulls: readonly Pull[]): Branch[] {
  const { history, at, beginning, profile, people } = setting;
  const byName = new Map<string, Branch>();
  for (const tip of history.branches) byName.set(tip.name, { ...tip, createdAt: tip.tipCommittedAt });
  for (const pull of pulls) {
    const branch = headBranch(setting, pull);
    if (branch !== undefined && !byName.has(branch.name)) byName.set(branch.name, branch);
  }
  byName.delete(history.defaultBranch);
  const standing = [...byName.values()].filter(({ createdAt, deletedAt, tipCommittedAt }) => {
    return createdAt <= at && tipCommittedAt <= at && (deletedAt === undefined || deletedAt > at);
  });
  const others = Array.from({ length: Math.max(0, profile.branches - standing.length) }, (_, index): Branch => {
    const random = setting.random.fork(`branch ${index}`);
    // Most branches are left behind: two thirds are older than three months.
    const ageDays = random.chance(1 / 3) ? random.between(0.1, 90) : 90 * random.between(1, 8);
    const moment = latest(beginning, later(at, -ageDays * DAY));
    return {
      name: `${SYNTHETIC}/${index + 1}`,
      tip: random.sha(),
      tipCommittedAt: moment,
      author: people.human(random),
      createdAt: moment,
    };
  });
  return [...byName.values(), ...others];
}

/** Stands from the opening of its pull request to the end of it; some closed ones leave it behind. */
function headBranch({ at, people, random: source }: Setting, pull: Pull): Branch | undefined {
  const end = pull.mergedAt ?? pull.closedAt;
  const random = source.fork(`head ${pull.number}`);
  const isLeft = pull.mergedAt === undefined && random.chance(0.4);
  if (end !== undefined && end <= at && !isLeft) return undefined;
  const tip = pull.commits.findLast(({ committedAt }) => committedAt <= pull.createdAt) ?? pull.commits[0];
  if (tip === undefined) return undefined;
  return {
    name: pull.headRefName,
    tip: tip.sha,
    tipCommittedAt: tip.committedAt,
    author: pull.author ?? people.human(random),
    createdAt: latest(tip.committedAt, pull.createdAt),
    ...(end === undefined || isLeft ? {} : { deletedAt: later(end, 5_000) }),
  };
}
