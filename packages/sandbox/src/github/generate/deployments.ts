import type { Commit, Deployment, Release, Tag } from '../world.js';
import { DAY, HOUR, later, MINUTE, WEEK } from './moments.js';
import type { Setting } from './setting.js';

/** Production deployments of the weeks around the clock, some of which failed, each after one to staging. */
export function deployments(setting: Setting): Deployment[] {
  const made: Deployment[] = [];
  let id = setting.firstId + 2_000_000_000;
  let last: Date | undefined;
  for (const commit of recent(setting)) {
    if (last !== undefined && commit.committedAt < later(last, 7 * HOUR)) continue;
    last = commit.committedAt;
    const random = setting.random.fork(`deployment ${commit.sha}`);
    for (const [step, environment] of ['staging', 'production'].entries()) {
      const createdAt = later(last, (10 + 15 * step) * MINUTE);
      const end = random.chance(environment === 'production' ? 0.1 : 0.02) ? 'FAILURE' : 'SUCCESS';
      const statuses: Deployment['statuses'] = [
        { state: 'IN_PROGRESS', at: later(createdAt, MINUTE) },
        { state: end, at: later(createdAt, random.between(4, 9) * MINUTE) },
      ];
      made.push({ id: ++id, sha: commit.sha, environment, createdAt, statuses });
    }
  }
  return made;
}

/** Releases of the tags that git knows, where it knows all; else one of the first commit of each week. */
export function releases(setting: Setting): { releases: Release[]; tags: Tag[] } {
  const { history } = setting;
  if (history.refsComplete) {
    const known = history.tags.filter(({ name }) => /^v?\d/.test(name));
    return { tags: [...history.tags], releases: known.map(asRelease) };
  }
  let week = -1;
  const made = recent(setting).flatMap((commit): Tag[] => {
    const current = Math.floor(commit.committedAt.getTime() / WEEK);
    if (current === week) return [];
    week = current;
    const createdAt = later(commit.committedAt, HOUR);
    return [{ name: `v${createdAt.toISOString().slice(0, 10).replaceAll('-', '.')}`, sha: commit.sha, createdAt }];
  });
  return { tags: [...history.tags, ...made, ...forcedTags(setting)], releases: made.map(asRelease) };
}

/** About one merge in a hundred went past the protection of the branch, unless the history itself tells which. */
function forcedTags(setting: Setting): Tag[] {
  if (setting.history.tags.some(isForced)) return [];
  return recent(setting)
    .filter(({ sha }) => setting.random.fork(`forced ${sha}`).chance(0.01))
    .map(({ sha, committedAt }) => ({
      name: `forced-${Math.floor(committedAt.getTime() / 1000)}`,
      sha,
      createdAt: committedAt,
    }));
}

/** Whether a tag marks a merge that went past the protection of the branch. */
export function isForced({ name }: Tag): boolean {
  return /^forced-\d+$/.test(name);
}

function asRelease({ name, sha, createdAt }: Tag): Release {
  return { tag: name, sha, publishedAt: createdAt, prerelease: /-(?:rc|alpha|beta)/.test(name) };
}

function recent({ mainline, at }: Setting): Commit[] {
  return mainline.filter(({ committedAt }) => {
    return committedAt > later(at, -6 * WEEK) && committedAt <= later(at, DAY);
  });
}
