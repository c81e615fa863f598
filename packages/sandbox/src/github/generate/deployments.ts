import type { Commit, Deployment, Issue, Release, Tag } from '../world.js';
import { DAY, HOUR, later, MINUTE, WEEK } from './moments.js';
import type { NumberLine } from './number-line.js';
import { type Setting, SYNTHETIC } from './setting.js';

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

/** Issues by label; those of the label `incident` follow a deployment. */
export function issues(setting: Setting, numbers: NumberLine, made: readonly Deployment[]): Issue[] {
  const { at, profile, people } = setting;
  const issue = (label: string, near: Date, index: string, opened?: number): Issue => {
    const random = setting.random.fork(`issue ${index}`);
    const { number, createdAt } = numbers.take(near, later(at, -MINUTE));
    const title = `Synthetic ${label} ${number}`;
    const closed = opened === undefined ? {} : { closedAt: later(createdAt, opened) };
    return { number, title, author: people.human(random), labels: [label, SYNTHETIC], createdAt, ...closed };
  };
  const random = setting.random.fork('issues');
  const open = Array.from({ length: profile.openIssues }, (_, index) => {
    const label = random.pick(['bug', 'bug', 'enhancement', 'documentation']);
    return issue(label, later(at, -random.between(0.1, 120) * DAY), `open ${index}`);
  });
  const incidents = made
    .filter(({ environment, createdAt }) => environment === 'production' && createdAt < later(at, -6 * HOUR))
    .filter(() => random.chance(0.12))
    .map(({ createdAt, id }) =>
      issue('incident', later(createdAt, HOUR), `incident ${id}`, random.between(0.5, 5) * HOUR),
    );
  return [...open, ...incidents];
}

function asRelease({ name, sha, createdAt }: Tag): Release {
  return { tag: name, sha, publishedAt: createdAt, prerelease: /-(?:rc|alpha|beta)/.test(name) };
}

function recent({ mainline, at }: Setting): Commit[] {
  return mainline.filter(({ committedAt }) => {
    return committedAt > later(at, -6 * WEEK) && committedAt <= later(at, DAY);
  });
}
