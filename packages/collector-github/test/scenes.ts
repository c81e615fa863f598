import { fileURLToPath } from 'node:url';
import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type GitHubOptions, type GitHubWorld, generateWorld, gitHubHandler, readHistory } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import github from '../src/index.js';

export const TOKEN = 'sandbox-token-of-nobody';
/** In the sample a week full of commits ends here. */
export const AT = new Date('2025-10-23T18:36:00Z');

const EVERYTHING = {
  forceMergeSources: { ruleSuites: true, forcePushes: true, tagPrefix: 'forced-' },
  benchmarks: ['*bench*'],
  issueLabels: ['bug'],
  dora: { deployments: { source: 'deployments' }, incidentLabels: ['incident'] },
};

/** A generated week around the bundled history. */
export async function sampleWorld(repositories = 1, at = AT): Promise<GitHubWorld> {
  const profile = { repositories, branches: 120, runs: 1600, open: 110 };
  return generateWorld(await readHistory(), { at, seed: 1, profile });
}

/** Little of everything, for tests that collect many times. */
export async function smallWorld(): Promise<GitHubWorld> {
  const history = await readHistory();
  const commits = history.commits.filter(({ committedAt }) => committedAt <= AT).slice(-12);
  const profile = {
    branches: 12,
    runs: 90,
    reruns: 4,
    rerunsSucceeded: 3,
    cancelled: 4,
    timeouts: 2,
    open: 5,
    closed: 2,
  };
  return generateWorld({ ...history, commits }, { at: AT, seed: 1, profile });
}

/** A repository in which nothing has ever happened. */
export function emptyWorld(): GitHubWorld {
  const nothing = { commits: [], pulls: [], branches: [], workflows: [], runs: [], issues: [], deployments: [] };
  const repository = {
    ...nothing,
    id: 1,
    owner: 'acme',
    name: 'metta',
    private: true,
    archived: false,
    fork: false,
    topics: [],
    defaultBranch: 'main',
    createdAt: new Date('2025-01-01T00:00:00Z'),
    releases: [],
    tags: [],
    activity: [],
    ruleSuites: [],
    rules: { requiredChecks: [], requiredWorkflows: [] },
  };
  return { users: [], repositories: [repository] };
}

/** A GitHub stand-in over a world. */
export function serve(world: GitHubWorld, options: GitHubOptions = { token: TOKEN }, now = AT): Promise<StandIn> {
  return startStandIn({ handler: gitHubHandler(world, options), now });
}

async function start(scene: Scene): Promise<Source> {
  const world = scene === 'empty' ? emptyWorld() : await sampleWorld(scene === 'two targets' ? 2 : 1);
  const standIn = await serve(world);
  const repos = world.repositories.map(({ owner, name }) => `${owner}/${name}`);
  return sourceOf(standIn, {
    config: { repos, baseUrl: standIn.url, ...EVERYTHING },
    secrets: { token: TOKEN },
    startedAt: AT,
  });
}

/** The collector as the conformance suite wants it. */
export const subject: Subject = {
  manifest: github,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    {
      match: { method: 'POST', body: 'Z","first":50,"after":"' },
      metrics: [
        'github.commits.total_7d',
        'github.commits.reverts',
        'github.commits.hotfix',
        'github.commits.per_developer_7d',
        'github.developers.active_7d',
        'github.code.lines_added_7d',
        'github.code.lines_deleted_7d',
        'github.code.files_changed_7d',
        'github.ci.main.red_minutes_7d',
      ],
    },
    {
      match: { method: 'POST', body: '"metta","first":50,"after":"' },
      metrics: [
        'github.prs.merged_7d',
        'github.prs.closed_without_merge_7d',
        'github.prs.avg_time_to_merge_hours',
        'github.prs.time_to_merge_p50_hours',
        'github.prs.time_to_merge_p90_hours',
        'github.prs.cycle_time_hours',
        'github.prs.cycle_time_p50_hours',
        'github.prs.cycle_time_p90_hours',
        'github.prs.coding_time_hours',
        'github.prs.time_to_first_review_hours',
        'github.prs.unreviewed_merged_pct',
        'github.prs.with_review_comments_pct',
        'github.prs.avg_comments_per_pr',
        'github.commits.reverts',
        'github.commits.hotfix',
        'github.code.files_changed_7d',
      ],
    },
    {
      match: { method: 'POST', body: '"metta","first":100,"after":"' },
      metrics: [
        'github.prs.open',
        'github.prs.stale_count_14d',
        'github.prs.inactive_14d',
        'github.prs.closed_without_merge_7d',
        'github.branches.active',
        'github.branches.stale',
      ],
    },
    {
      match: { path: '/repos/acme/metta/actions/runs', query: { page: '2' } },
      metrics: [
        'github.ci.workflow_runs_7d',
        'github.ci.failed_workflows_7d',
        'github.ci.success_rate_pct',
        'github.ci.avg_workflow_duration_minutes',
        'github.ci.duration_p50_minutes',
        'github.ci.duration_p90_minutes',
        'github.ci.duration_p99_minutes',
        'github.ci.flaky_checks_7d',
        'github.ci.cancelled_7d',
        'github.ci.timeout_cancellations_7d',
        'github.ci.by_workflow.success_rate_pct',
        'github.ci.by_workflow.duration_p90_minutes',
        'github.ci.by_workflow.passing_on_main',
        'github.ci.main.failing_workflows',
      ],
    },
  ],
  maxSeries: 200,
  numbersOfNothing: [
    'github.prs.open',
    'github.prs.stale_count_14d',
    'github.prs.inactive_14d',
    'github.prs.merged_7d',
    'github.prs.closed_without_merge_7d',
    'github.commits.total_7d',
    'github.commits.reverts',
    'github.commits.hotfix',
    'github.commits.force_merge_7d',
    'github.developers.active_7d',
    'github.code.lines_added_7d',
    'github.code.lines_deleted_7d',
    'github.code.files_changed_7d',
    'github.branches.total',
    'github.branches.active',
    'github.branches.stale',
    'github.ci.workflow_runs_7d',
    'github.ci.failed_workflows_7d',
    'github.ci.flaky_checks_7d',
    'github.ci.cancelled_7d',
    'github.ci.timeout_cancellations_7d',
    'github.issues.open',
    'github.dora.deployment_frequency_7d',
  ],
};
