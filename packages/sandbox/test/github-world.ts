import type {
  Attempt,
  Commit,
  GitHubWorld,
  Job,
  Pull,
  RepositoryWorld,
  User,
  Workflow,
  WorkflowRun,
} from '../src/github/world.js';

/** A time on a day of October 2025, for instance `at(20, 14, 30)`. */
export function at(day: number, hour = 0, minute = 0): Date {
  return new Date(Date.UTC(2025, 9, day, hour, minute));
}

export const ada: User = { id: 101, login: 'ada', name: 'Ada', email: 'ada@example.com', type: 'User' };
export const ben: User = { id: 102, login: 'ben', name: 'Ben', email: 'ben@example.com', type: 'User' };
export const bot: User = { id: 103, login: 'fixer[bot]', name: 'fixer[bot]', email: 'fixer@example.com', type: 'Bot' };

export const checks: Workflow = { id: 501, name: 'Checks', path: '.github/workflows/checks.yml', timeoutMinutes: 60 };
export const deploy: Workflow = { id: 502, name: 'Deploy', path: '.github/workflows/deploy.yml', timeoutMinutes: 30 };

/** A 40-digit commit id made of one number. */
export function sha(number: number): string {
  return number.toString(16).padStart(40, '0');
}

/** Commit `number`, a child of the one before, made at `committedAt`. */
export function commit(number: number, committedAt: Date, more: Partial<Commit> = {}): Commit {
  return {
    sha: sha(number),
    parents: number === 1 ? [] : [sha(number - 1)],
    author: ada,
    coAuthors: [],
    authoredAt: committedAt,
    committedAt,
    message: `change ${number}`,
    files: [{ path: `src/file-${number}.ts`, added: 10, deleted: 2 }],
    ...more,
  };
}

export function pull(number: number, createdAt: Date, more: Partial<Pull> = {}): Pull {
  return {
    number,
    title: `pull ${number}`,
    author: ada,
    createdAt,
    createdAsDraft: false,
    timeline: [],
    baseRefName: 'main',
    headRefName: `topic-${number}`,
    labels: [],
    comments: [],
    reviews: [],
    commits: [{ sha: sha(10_000 + number), authoredAt: createdAt, committedAt: createdAt }],
    files: [{ path: `src/pull-${number}.ts`, added: 3, deleted: 1 }],
    ...more,
  };
}

export function job(id: number, startedAt: Date, minutes: number, more: Partial<Job> = {}): Job {
  const completedAt = new Date(startedAt.getTime() + minutes * 60_000);
  return { id, name: 'test', startedAt, completedAt, conclusion: 'success', annotations: [], ...more };
}

export function attempt(number: number, startedAt: Date, minutes: number, more: Partial<Attempt> = {}): Attempt {
  const completedAt = new Date(startedAt.getTime() + minutes * 60_000);
  return { number, startedAt, completedAt, conclusion: 'success', jobs: [], ...more };
}

export function run(id: number, createdAt: Date, more: Partial<WorkflowRun> = {}): WorkflowRun {
  return {
    id,
    workflow: checks,
    runNumber: id,
    event: 'push',
    headBranch: 'main',
    headSha: sha(1),
    fromFork: false,
    actor: ada,
    createdAt,
    attempts: [attempt(1, createdAt, 10, { jobs: [job(id * 10, createdAt, 10)] })],
    ...more,
  };
}

export function repository(more: Partial<RepositoryWorld> = {}): RepositoryWorld {
  return {
    id: 7001,
    owner: 'acme',
    name: 'widgets',
    private: true,
    archived: false,
    fork: false,
    topics: ['tools'],
    defaultBranch: 'main',
    createdAt: at(1),
    commits: [],
    pulls: [],
    branches: [],
    workflows: [checks, deploy],
    runs: [],
    issues: [],
    deployments: [],
    releases: [],
    tags: [],
    activity: [],
    ruleSuites: [],
    rules: { requiredChecks: [], requiredWorkflows: [] },
    ...more,
  };
}

export function worldOf(...repositories: readonly RepositoryWorld[]): GitHubWorld {
  return { users: [ada, ben, bot], repositories };
}
