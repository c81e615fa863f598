import { mainline } from '../history/pull-numbers.js';
import type { History } from '../history.js';
import type { Commit, GitHubWorld, RepositoryWorld, User } from '../world.js';
import { activity, ruleSuites } from './activity.js';
import { branches } from './branches.js';
import { withChecks } from './checks.js';
import { deployments, releases } from './deployments.js';
import { issues } from './issues.js';
import { commitsByPull, mergedPulls } from './merged-pulls.js';
import { DAY, later, WEEK } from './moments.js';
import { NumberLine } from './number-line.js';
import { otherPulls } from './other-pulls.js';
import { People } from './people.js';
import { type Profile, type ProfileName, profileOf } from './profile.js';
import { Random } from './random.js';
import { runs } from './runs.js';
import { type Setting, SYNTHETIC } from './setting.js';
import { REQUIRED_JOBS, REQUIRED_WORKFLOW, workflows } from './workflows.js';

export interface GenerateOptions {
  /** What the weekly numbers of the profile refer to. */
  readonly at: Date;
  readonly seed: number;
  readonly profile?: ProfileName | Partial<Profile>;
}

/** Commits that each further repository of a profile has. */
const NEWEST = 40;

/** What git does not know, around a history, from a seed: the same history, seed, clock and profile give the same world. */
export function generateWorld(history: History, options: GenerateOptions): GitHubWorld {
  const profile = profileOf(options.profile);
  const users = new Map<string, User>(history.users.map((user) => [user.login, user]));
  const repositories = Array.from({ length: profile.repositories }, (_, index) => {
    const own = index === 0 ? history : newest(history, options.at, index);
    const { repository, added } = generateRepository(own, profile, options, index);
    for (const user of added) users.set(user.login, user);
    return repository;
  });
  return { users: [...users.values()], repositories };
}

function generateRepository(history: History, profile: Profile, { at, seed }: GenerateOptions, index: number) {
  const random = new Random(`${seed} ${history.owner}/${history.name}`);
  const line = mainline(history.commits);
  const people = new People(history.commits, history.users, at);
  const first = line[0]?.committedAt ?? later(at, -30 * DAY);
  // A history that git has whole begins with its first commit; the others are cut out of longer ones.
  const beginning = history.refsComplete ? first : later(first, -104 * WEEK);
  const firstId = (index + 1) * 10_000_000;
  const setting: Setting = { history, mainline: line, beginning, at, profile, random, people, firstId };
  const hasBegun = line.some(({ committedAt }) => committedAt <= at);
  const around = hasBegun ? surroundings(setting) : merges(setting);
  const repository: RepositoryWorld = {
    ...EMPTY,
    id: firstId,
    owner: history.owner,
    name: history.name,
    topics: [SYNTHETIC],
    defaultBranch: history.defaultBranch,
    createdAt: later(beginning, -DAY),
    commits: history.commits,
    ...around,
  };
  return { repository, added: people.added };
}

const EMPTY = {
  private: false,
  archived: false,
  fork: false,
  pulls: [],
  branches: [],
  workflows: [],
  runs: [],
  issues: [],
  deployments: [],
  releases: [],
  tags: [],
  activity: [],
  ruleSuites: [],
  rules: { requiredChecks: [], requiredWorkflows: [] },
} as const;

/** A repository whose first commit is yet to come has nothing but what its commits will bring. */
function merges(setting: Setting): Partial<RepositoryWorld> {
  return { pulls: mergedPulls(setting, numberLine(setting)) };
}

function surroundings(setting: Setting): Partial<RepositoryWorld> {
  const { history, random } = setting;
  const numbers = numberLine(setting);
  const merged = mergedPulls(setting, numbers);
  const pulls = [...merged, ...otherPulls(setting, numbers, merged)];
  const planned = workflows(history.commits, setting.firstId + 1, random.fork('workflows'));
  const made = runs(setting, planned, pulls);
  const refs = releases(setting);
  const deployed = deployments(setting);
  const heads = branches(setting, pulls);
  return {
    commits: withChecks(setting, made),
    pulls,
    branches: heads,
    workflows: planned.map(({ workflow }) => workflow),
    runs: made,
    issues: issues(setting, numbers, deployed),
    deployments: deployed,
    ...refs,
    activity: activity(setting, pulls, heads),
    ruleSuites: ruleSuites(setting, refs.tags),
    rules: { requiredChecks: REQUIRED_JOBS, requiredWorkflows: [REQUIRED_WORKFLOW] },
  };
}

function numberLine({ history, beginning, random }: Setting): NumberLine {
  const merges = [...commitsByPull(history.commits)].flatMap(([number, commits]) => {
    const merge = commits.at(-1);
    return merge === undefined ? [] : [[number, merge.committedAt] as const];
  });
  return new NumberLine(new Map(merges), beginning, random.fork('numbers'));
}

/** The newest commits at the clock under another name; each repository ends some commits earlier than the one before. */
function newest(history: History, at: Date, index: number): History {
  const come = mainline(history.commits).filter(({ committedAt }) => committedAt <= at);
  const end = come.length - ((index * 3) % Math.max(1, Math.min(30, come.length - NEWEST)));
  const commits: readonly Commit[] = come.slice(Math.max(0, end - NEWEST), end);
  const users = [...new Set(commits.map(({ author }) => author))];
  const name = `${history.name}-${String(index + 1).padStart(3, '0')}`;
  return { ...history, name, commits, users, branches: [], tags: [], refsComplete: false };
}
