import { describe, expect, it } from 'vitest';
import { dig } from '../../test/dig.js';
import { clientOf, NOW, serve } from '../../test/github-server.js';
import {
  ada,
  at,
  attempt,
  ben,
  bot,
  commit,
  deploy,
  job,
  pull,
  repository,
  run,
  sha,
  worldOf,
} from '../../test/github-world.js';
import { GitHubDescription } from '../../test/openapi.js';
import type { RepositoryWorld } from './world.js';

const TIMEOUT = 'The job has exceeded the maximum execution time of 1h0m0s';

function everything(): RepositoryWorld {
  const files = Array.from({ length: 650 }, (_, n) => ({ path: `src/${n}.ts`, added: 1, deleted: 0 }));
  return repository({
    commits: [
      commit(1, at(10)),
      commit(2, at(20), { author: bot, message: 'second\n\nbody' }),
      commit(3, at(21), { files: [...files, { path: 'new.ts', from: 'old.ts', added: 0, deleted: 0 }] }),
    ],
    branches: [{ name: 'topic/1', tip: sha(2), tipCommittedAt: at(20), author: ada, createdAt: at(20) }],
    pulls: [pull(5, at(20), { headRefName: 'topic/1' }), pull(6, at(20), { mergedAt: at(21), mergeCommit: sha(3) })],
    runs: [
      run(1, at(20), { headSha: sha(2) }),
      run(2, at(21), {
        attempts: [
          attempt(1, at(21), 10, { conclusion: 'failure', jobs: [job(20, at(21), 10, { conclusion: 'failure' })] }),
          attempt(2, at(22), 5, { jobs: [job(21, at(22), 5)] }),
        ],
      }),
      run(3, at(22), {
        attempts: [
          attempt(1, at(22), 60, {
            conclusion: 'cancelled',
            jobs: [job(30, at(22), 60, { conclusion: 'cancelled', annotations: [TIMEOUT] })],
          }),
        ],
      }),
      run(4, at(23, 18, 30), { workflow: deploy, headSha: sha(3) }),
      run(5, at(21), { deletedAt: at(22) }),
      run(6, at(22), { fromFork: true, actor: ben, event: 'pull_request', headSha: sha(777) }),
      run(7, at(22), { event: 'pull_request', headBranch: 'topic/1' }),
      run(8, at(25)),
    ],
    issues: [
      { number: 1, title: 'broken', author: ada, labels: ['bug', 'p1'], type: 'Bug', createdAt: at(5) },
      { number: 2, title: 'gone', labels: ['bug'], createdAt: at(5), closedAt: at(6) },
    ],
    deployments: [
      {
        id: 91,
        sha: sha(2),
        environment: 'production',
        createdAt: at(20),
        statuses: [{ state: 'SUCCESS', at: at(20, 1) }],
      },
    ],
    releases: [{ tag: 'v1', sha: sha(2), publishedAt: at(20), prerelease: false }],
    tags: [{ name: 'v1', sha: sha(2), createdAt: at(20) }],
    activity: [1, 2, 3].map((id) => ({
      id,
      type: id === 2 ? ('force_push' as const) : ('push' as const),
      ref: 'refs/heads/main',
      before: sha(1),
      after: sha(2),
      at: at(20 + id - 1),
      actor: ada,
    })),
    ruleSuites: [
      { id: 1, ref: 'refs/heads/main', before: sha(1), after: sha(2), at: at(20), actor: ada, result: 'bypass' },
      { id: 2, ref: 'refs/heads/main', before: sha(1), after: sha(2), at: at(23, 18), actor: ada, result: 'pass' },
    ],
    rules: { requiredChecks: ['test'], requiredWorkflows: ['.github/workflows/checks.yml'] },
  });
}

const PATHS = [
  '/repos/acme/widgets',
  '/repos/acme/widgets/actions/runs',
  '/repos/acme/widgets/actions/runs?created=2025-10-21..2025-10-22&per_page=1&exclude_pull_requests=true',
  '/repos/acme/widgets/actions/runs/2',
  '/repos/acme/widgets/actions/runs/2/attempts/1',
  '/repos/acme/widgets/actions/runs/2/attempts/1/jobs',
  '/repos/acme/widgets/actions/runs/2/jobs?filter=all',
  '/repos/acme/widgets/actions/jobs/20',
  '/repos/acme/widgets/actions/workflows',
  '/repos/acme/widgets/actions/workflows/checks.yml',
  '/repos/acme/widgets/actions/workflows/501/runs?status=success&branch=main',
  '/repos/acme/widgets/check-runs/30/annotations',
  '/repos/acme/widgets/commits?since=2025-10-15T00:00:00Z',
  `/repos/acme/widgets/commits/${sha(3)}?page=2`,
  '/repos/acme/widgets/git/trees/main?recursive=1',
  `/repos/acme/widgets/compare/${sha(1)}...main`,
  '/repos/acme/widgets/branches',
  '/repos/acme/widgets/tags',
  '/repos/acme/widgets/activity?time_period=week&ref=refs/heads/main',
  '/repos/acme/widgets/rulesets/rule-suites?time_period=week&rule_suite_result=bypass',
  '/repos/acme/widgets/rules/branches/main',
  '/repos/acme/widgets/issues?state=all&labels=bug',
  '/repos/acme/widgets/deployments?environment=production',
  '/repos/acme/widgets/deployments/91/statuses',
  '/repos/acme/widgets/releases',
  '/repos/acme/widgets/releases/latest',
  '/repositories/7001/actions/runs?page=1',
  '/orgs/acme/repos?sort=pushed',
  '/rate_limit',
];

describe('REST answers', () => {
  const description = new GitHubDescription();

  it.each(PATHS)('follow the published description: %s', async (path) => {
    const server = await serve(worldOf(everything()));

    const response = await clientOf(server).request(`GET ${path}`);

    const url = new URL(path, server.url);
    expect(description.problemsOfRequest('GET', url)).toEqual([]);
    expect(description.problemsOfAnswer('GET', url.pathname, response.status, response.data)).toEqual([]);
  });

  it('are known to be wrong when they are', () => {
    const path = '/repos/acme/widgets/actions/runs';

    expect(description.problemsOfAnswer('GET', path, 200, { total_count: 1, workflow_runs: [{ id: 1 }] })).not.toEqual(
      [],
    );
    expect(description.problemsOfRequest('GET', new URL(`http://127.0.0.1${path}?created_after=2025`))).toEqual([
      '/repos/{owner}/{repo}/actions/runs has no query parameter created_after',
    ]);
  });
});

describe('Workflow runs over REST', () => {
  it('show the attempt that the clock has reached', async () => {
    const server = await serve(worldOf(everything()));
    const { rest } = clientOf(server);
    const asked = { owner: 'acme', repo: 'widgets', run_id: 2 };

    server.clock.set(at(21, 0, 5));
    const running = await rest.actions.getWorkflowRun(asked);
    server.clock.set(at(21, 1));
    const failed = await rest.actions.getWorkflowRun(asked);
    server.clock.set(at(22, 0, 3));
    const again = await rest.actions.getWorkflowRun(asked);
    server.clock.set(NOW);
    const done = await rest.actions.getWorkflowRun(asked);

    expect([running, failed, again, done].map(({ data }) => [data.run_attempt, data.status, data.conclusion])).toEqual([
      [1, 'in_progress', null],
      [1, 'completed', 'failure'],
      [2, 'in_progress', null],
      [2, 'completed', 'success'],
    ]);
    expect([done.data.created_at, done.data.run_started_at, done.data.updated_at]).toEqual([
      '2025-10-21T00:00:00Z',
      '2025-10-22T00:00:00Z',
      '2025-10-22T00:05:00Z',
    ]);
  });

  it.each([
    ['>=2025-10-22', [4, 7, 6, 3]],
    ['>2025-10-22T00:00:00Z', [4]],
    ['<2025-10-21', [1]],
    ['<=2025-10-21T00:00:00Z', [2, 1]],
    ['2025-10-21T00:00:00Z..2025-10-22T00:00:00Z', [7, 6, 3, 2]],
    ['*..2025-10-20', [1]],
    ['2025-10-20T00:00:00Z', [1]],
    ['2025-10-20T00:00:01Z', []],
    ['2025-10-23', [4]],
  ])('are filtered by created=%s', async (created, ids) => {
    const server = await serve(worldOf(everything()));

    const { data } = await clientOf(server).rest.actions.listWorkflowRunsForRepo({
      owner: 'acme',
      repo: 'widgets',
      created,
    });

    expect(data.workflow_runs.map(({ id }) => id)).toEqual(ids);
    expect(data.total_count).toBe(ids.length);
  });

  it.each([
    ['status=cancelled', [3]],
    ['status=in_progress', [4]],
    ['event=pull_request', [7, 6]],
    ['actor=ben', [6]],
    ['branch=topic/1', [7]],
    [`head_sha=${sha(3)}`, [4]],
    ['check_suite_id=30000000003', [3]],
  ])('are filtered by %s', async (filter, ids) => {
    const server = await serve(worldOf(everything()));

    const { data } = await clientOf(server).request(`GET /repos/acme/widgets/actions/runs?${filter}`);

    expect(dig(data, 'workflow_runs.*.id')).toEqual(ids);
  });

  it('stop at 1,000 rows of a filter while the total goes on', async () => {
    const runs = Array.from({ length: 1_050 }, (_, n) => run(n + 1, at(20)));
    const server = await serve(worldOf(repository({ runs })));
    const client = clientOf(server);
    const list = (page: number) =>
      client.request(`GET /repos/acme/widgets/actions/runs?created=2025-10-20&per_page=100&page=${page}`);

    const last = await list(10);

    expect([dig(last.data, 'total_count'), dig(last.data, 'workflow_runs.*.id')]).toEqual([1_050, expect.any(Array)]);
    expect(last.headers.link).not.toMatch(/rel="next"/);
    await expect(list(11)).rejects.toMatchObject({ status: 422 });
  });

  it('carry a timeout only in the annotation of the cancelled job', async () => {
    const server = await serve(worldOf(everything()));
    const { rest } = clientOf(server);

    const jobs = await rest.actions.listJobsForWorkflowRun({ owner: 'acme', repo: 'widgets', run_id: 3 });
    const [id = 0] = jobs.data.jobs.map((one) => one.id);
    const annotations = await rest.checks.listAnnotations({ owner: 'acme', repo: 'widgets', check_run_id: id });

    expect(jobs.data.jobs.map(({ conclusion }) => conclusion)).toEqual(['cancelled']);
    expect(annotations.data.map(({ message }) => message)).toEqual([TIMEOUT]);
  });

  it('come from the fork that opened the pull request', async () => {
    const server = await serve(worldOf(everything()));

    const { data } = await clientOf(server).rest.actions.getWorkflowRun({ owner: 'acme', repo: 'widgets', run_id: 6 });

    expect([data.repository.id, data.head_repository.full_name]).toEqual([7001, 'ben/widgets']);
    expect(data.head_repository.id).not.toBe(7001);
  });

  it('are gone when a clean-up deleted them', async () => {
    const server = await serve(worldOf(everything()));

    const asked = clientOf(server).rest.actions.getWorkflowRun({ owner: 'acme', repo: 'widgets', run_id: 5 });

    await expect(asked).rejects.toMatchObject({ status: 404 });
  });
});

describe('Other lists over REST', () => {
  it('give the files of a commit 300 a page', async () => {
    const server = await serve(worldOf(everything()));
    const client = clientOf(server);
    const asked = { owner: 'acme', repo: 'widgets', ref: sha(3) };

    const first = await client.rest.repos.getCommit(asked);
    const third = await client.rest.repos.getCommit({ ...asked, page: 3 });

    expect([first.data.files?.length, third.data.files?.length]).toEqual([300, 51]);
    expect(first.data.stats).toEqual({ total: 650, additions: 650, deletions: 0 });
    expect(first.headers.link).toBe(
      `<${server.url}/repositories/7001/commits/${sha(3)}?page=2>; rel="next", ` +
        `<${server.url}/repositories/7001/commits/${sha(3)}?page=3>; rel="last"`,
    );
    expect(third.data.files?.at(-1)).toMatchObject({
      filename: 'new.ts',
      previous_filename: 'old.ts',
      status: 'renamed',
    });
  });

  it('compare two commits by 300 files and no more', async () => {
    const server = await serve(worldOf(everything()));

    const { data } = await clientOf(server).rest.repos.compareCommitsWithBasehead({
      owner: 'acme',
      repo: 'widgets',
      basehead: `${sha(1)}...main`,
    });

    expect([data.status, data.ahead_by, data.behind_by, data.files?.length]).toEqual(['ahead', 2, 0, 300]);
    expect(data.commits.map((one) => one.sha)).toEqual([sha(2), sha(3)]);
  });

  it('page the activity by cursors, without a last page', async () => {
    const server = await serve(worldOf(everything()));
    const client = clientOf(server);

    const first = await client.request('GET /repos/acme/widgets/activity?per_page=2');
    const all = await client.paginate('GET /repos/acme/widgets/activity', { per_page: 2 });

    expect(first.headers.link).toMatch(/^<[^>]+\/repositories\/7001\/activity\?per_page=2&after=[\w-]+>; rel="next"$/);
    expect(dig(all, '*.id')).toEqual([3, 2, 1]);
  });

  it('give force pushes and bypasses of the period alone', async () => {
    const server = await serve(worldOf(everything()));
    const client = clientOf(server);

    const pushes = await client.request(
      'GET /repos/acme/widgets/activity?time_period=week&activity_type=force_push&ref=main',
    );
    const today = await client.request('GET /repos/acme/widgets/rulesets/rule-suites');
    const bypasses = await client.request(
      'GET /repos/acme/widgets/rulesets/rule-suites?time_period=week&rule_suite_result=bypass&ref=refs/heads/main',
    );

    expect([dig(pushes.data, '*.id'), dig(today.data, '*.id'), dig(bypasses.data, '*.id')]).toEqual([[2], [2], [1]]);
  });

  it('count pull requests among the issues, and want all labels', async () => {
    const server = await serve(worldOf(everything()));
    const { rest } = clientOf(server);
    const asked = { owner: 'acme', repo: 'widgets' } as const;

    const open = await rest.issues.listForRepo(asked);
    const both = await rest.issues.listForRepo({ ...asked, labels: 'bug,p1', state: 'all' });

    expect(open.data.map(({ number, pull_request }) => [number, pull_request !== undefined])).toEqual([
      [5, true],
      [1, false],
    ]);
    expect(both.data.map(({ number }) => number)).toEqual([1]);
  });

  it('answer 409 for commits of an empty repository', async () => {
    const server = await serve(worldOf(repository()));

    const asked = clientOf(server).rest.repos.listCommits({ owner: 'acme', repo: 'widgets' });

    await expect(asked).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(/Git Repository is empty/),
    });
  });
});
