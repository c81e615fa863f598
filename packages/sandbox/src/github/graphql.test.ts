import { describe, expect, it } from 'vitest';
import { dig } from '../../test/dig.js';
import { ask, serve } from '../../test/github-server.js';
import { ada, at, ben, bot, commit, pull, repository, run, sha, worldOf } from '../../test/github-world.js';

const COMMITS = `query ($since: GitTimestamp, $after: String) {
  repository(owner: "acme", name: "widgets") {
    defaultBranchRef {
      name
      target {
        ... on Commit {
          history(since: $since, first: 2, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes {
              oid committedDate additions deletions changedFilesIfAvailable
              parents(first: 2) { totalCount }
              statusCheckRollup { state }
              authors(first: 5) { nodes { name email user { login databaseId } } }
              associatedPullRequests(first: 1) { nodes { number } }
            }
          }
        }
      }
    }
  }
  rateLimit { cost limit remaining used resetAt nodeCount }
}`;

const PULLS = `query {
  repository(owner: "acme", name: "widgets") {
    pullRequests(states: [MERGED, CLOSED], first: 50, orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount
      nodes {
        number state isDraft updatedAt mergedAt closedAt additions changedFiles totalCommentsCount
        author { __typename login } mergedBy { login } mergeCommit { oid }
        labels(first: 20) { nodes { name } }
        reviews(first: 20) { nodes { state submittedAt author { __typename login } comments { totalCount } } }
        commits(first: 1) { totalCount nodes { commit { authoredDate } } }
        timelineItems(first: 20, itemTypes: [READY_FOR_REVIEW_EVENT]) {
          nodes { ... on ReadyForReviewEvent { __typename createdAt } }
        }
        files(first: 100) { totalCount pageInfo { hasNextPage } nodes { path } }
      }
    }
  }
}`;

describe('GraphQL', () => {
  it('pages the history of the default branch up to the clock', async () => {
    const merged = pull(7, at(20), { mergedAt: at(22), mergeCommit: sha(3) });
    const commits = [
      commit(1, at(10)),
      commit(2, at(20), { checks: { state: 'FAILURE', at: at(20, 1) } }),
      commit(3, at(22), { pullNumber: 7, coAuthors: [{ name: 'Ben', email: ben.email, user: ben }] }),
      commit(4, at(23, 18), { author: bot, checks: { state: 'SUCCESS', at: at(23, 19) } }),
      commit(5, at(24)),
    ];
    const server = await serve(worldOf(repository({ commits, pulls: [merged] })));

    const first = await ask(server, COMMITS, { since: '2025-10-16T18:36:00Z' });
    const history = dig(first.body, 'data.repository.defaultBranchRef.target.history');
    const second = await ask(server, COMMITS, {
      since: '2025-10-16T18:36:00Z',
      after: dig(history, 'pageInfo.endCursor'),
    });

    expect(dig(first.body, 'errors')).toBeUndefined();
    expect(history).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(dig(history, 'nodes')).toEqual([
      {
        oid: sha(4),
        committedDate: '2025-10-23T18:00:00Z',
        additions: 10,
        deletions: 2,
        changedFilesIfAvailable: 1,
        parents: { totalCount: 1 },
        statusCheckRollup: { state: 'PENDING' },
        authors: { nodes: [{ name: 'fixer[bot]', email: 'fixer@example.com', user: null }] },
        associatedPullRequests: { nodes: [] },
      },
      {
        oid: sha(3),
        committedDate: '2025-10-22T00:00:00Z',
        additions: 10,
        deletions: 2,
        changedFilesIfAvailable: 1,
        parents: { totalCount: 1 },
        statusCheckRollup: null,
        authors: {
          nodes: [
            { name: 'Ada', email: 'ada@example.com', user: { login: 'ada', databaseId: 101 } },
            { name: 'Ben', email: 'ben@example.com', user: { login: 'ben', databaseId: 102 } },
          ],
        },
        associatedPullRequests: { nodes: [{ number: 7 }] },
      },
    ]);
    expect(dig(second.body, 'data.repository.defaultBranchRef.target.history.nodes.*.oid')).toEqual([sha(2)]);
    expect(dig(second.body, 'data.rateLimit')).toEqual({
      cost: 1,
      limit: 5000,
      remaining: 4998,
      used: 2,
      resetAt: '2025-10-23T19:36:00Z',
      nodeCount: 18,
    });
    expect(second.headers.get('x-ratelimit-resource')).toBe('graphql');
    expect(second.headers.get('x-ratelimit-remaining')).toBe('4998');
  });

  it('shows pull requests as they stand at the clock', async () => {
    const pulls = [
      pull(1, at(20), {
        createdAsDraft: true,
        timeline: [{ type: 'READY_FOR_REVIEW_EVENT', at: at(20, 6) }],
        reviews: [
          {
            author: ben,
            state: 'APPROVED',
            submittedAt: at(20, 8),
            body: '',
            comments: [{ author: ben, createdAt: at(20, 8), body: 'nice' }],
          },
          { author: ben, state: 'PENDING', body: '', comments: [] },
        ],
        comments: [{ createdAt: at(20, 9), body: 'ghostly' }],
        labels: ['bug'],
        mergedAt: at(21),
        mergedBy: bot,
        mergeCommit: sha(1),
      }),
      pull(2, at(20), { closedAt: at(22) }),
      pull(3, at(20), { mergedAt: at(24), mergeCommit: sha(2) }),
      pull(4, at(25)),
    ];
    const server = await serve(worldOf(repository({ commits: [commit(1, at(21))], pulls })));

    const { body } = await ask(server, PULLS);

    expect(dig(body, 'errors')).toBeUndefined();
    expect(dig(body, 'data.repository.pullRequests.nodes.1')).toEqual({
      number: 1,
      state: 'MERGED',
      isDraft: false,
      updatedAt: '2025-10-21T00:00:00Z',
      mergedAt: '2025-10-21T00:00:00Z',
      closedAt: '2025-10-21T00:00:00Z',
      additions: 3,
      changedFiles: 1,
      totalCommentsCount: 2,
      author: { __typename: 'User', login: 'ada' },
      mergedBy: { login: 'fixer' },
      mergeCommit: { oid: sha(1) },
      labels: { nodes: [{ name: 'bug' }] },
      reviews: {
        nodes: [
          {
            state: 'APPROVED',
            submittedAt: '2025-10-20T08:00:00Z',
            author: { __typename: 'User', login: 'ben' },
            comments: { totalCount: 1 },
          },
        ],
      },
      commits: { totalCount: 1, nodes: [{ commit: { authoredDate: '2025-10-20T00:00:00Z' } }] },
      timelineItems: { nodes: [{ __typename: 'ReadyForReviewEvent', createdAt: '2025-10-20T06:00:00Z' }] },
      files: { totalCount: 1, pageInfo: { hasNextPage: false }, nodes: [{ path: 'src/pull-1.ts' }] },
    });
    expect(dig(body, 'data.repository.pullRequests.nodes.*.number')).toEqual([2, 1]);
  });

  it('answers a snapshot of the repository in one query', async () => {
    const tip = { tip: sha(900), tipCommittedAt: at(12), author: ada, createdAt: at(12) };
    const world = worldOf(
      repository({
        commits: [commit(1, at(10))],
        branches: [
          { name: 'b', ...tip },
          { name: 'a', ...tip, deletedAt: at(13) },
        ],
        pulls: [pull(1, at(20), { timeline: [{ type: 'ADDED_TO_MERGE_QUEUE_EVENT', at: at(21) }], headRefName: 'b' })],
        issues: [
          { number: 2, title: 'x', labels: ['bug', 'p1'], createdAt: at(3) },
          { number: 3, title: 'y', labels: ['p1'], createdAt: at(3), closedAt: at(4) },
        ],
        releases: [{ tag: 'v1', sha: sha(1), publishedAt: at(11), prerelease: false }],
        tags: [{ name: 'forced-1', sha: sha(1), createdAt: at(11) }],
        deployments: [
          {
            id: 9,
            sha: sha(1),
            environment: 'production',
            createdAt: at(11),
            statuses: [{ state: 'SUCCESS', at: at(11, 1) }],
          },
        ],
      }),
    );
    const server = await serve(world);

    const { body } = await ask(
      server,
      `{ repository(owner: "Acme", name: "Widgets") {
        nameWithOwner isArchived isEmpty pushedAt isFork databaseId
        defaultBranchRef { name target { ... on Commit { oid } } }
        branches: refs(refPrefix: "refs/heads/", first: 100) {
          totalCount
          nodes { name prefix target { ... on Commit { committedDate } } associatedPullRequests(states: OPEN, first: 1) { totalCount } }
        }
        tags: refs(refPrefix: "refs/tags/", query: "forced-", first: 10) { nodes { name } }
        openPrs: pullRequests(states: OPEN) { totalCount }
        l0: issues(states: OPEN, labels: ["bug", "p1"]) { totalCount }
        l1: issues(labels: ["p1"]) { totalCount }
        mergeQueue { entries(first: 1) { totalCount nodes { position enqueuedAt } } }
        latestRelease { tagName publishedAt }
        deployments(first: 50, environments: ["production"], orderBy: { field: CREATED_AT, direction: DESC }) {
          nodes { createdAt environment commitOid state latestStatus { state createdAt } }
        }
      } rateLimit { cost } }`,
    );

    expect(body).toEqual({
      data: {
        repository: {
          nameWithOwner: 'acme/widgets',
          isArchived: false,
          isEmpty: false,
          pushedAt: '2025-10-12T00:00:00Z',
          isFork: false,
          databaseId: 7001,
          defaultBranchRef: { name: 'main', target: { oid: sha(1) } },
          branches: {
            totalCount: 2,
            nodes: [
              {
                name: 'b',
                prefix: 'refs/heads/',
                target: { committedDate: '2025-10-12T00:00:00Z' },
                associatedPullRequests: { totalCount: 1 },
              },
              {
                name: 'main',
                prefix: 'refs/heads/',
                target: { committedDate: '2025-10-10T00:00:00Z' },
                associatedPullRequests: { totalCount: 0 },
              },
            ],
          },
          tags: { nodes: [{ name: 'forced-1' }] },
          openPrs: { totalCount: 1 },
          l0: { totalCount: 1 },
          l1: { totalCount: 2 },
          mergeQueue: { entries: { totalCount: 1, nodes: [{ position: 1, enqueuedAt: '2025-10-21T00:00:00Z' }] } },
          latestRelease: { tagName: 'v1', publishedAt: '2025-10-11T00:00:00Z' },
          deployments: {
            nodes: [
              {
                createdAt: '2025-10-11T00:00:00Z',
                environment: 'production',
                commitOid: sha(1),
                state: 'ACTIVE',
                latestStatus: { state: 'SUCCESS', createdAt: '2025-10-11T01:00:00Z' },
              },
            ],
          },
        },
        rateLimit: { cost: 1 },
      },
    });
  });

  it('finds nodes by their ids, each failing alone', async () => {
    const server = await serve(worldOf(repository({ commits: [commit(1, at(10))], runs: [run(31, at(11))] })));
    const workflow = await ask(
      server,
      `{ repository(owner: "acme", name: "widgets") { defaultBranchRef { target { ... on Commit {
        id checkSuites(first: 1) { nodes { workflowRun { workflow { id } } } } } } } } }`,
    );
    const target = dig(workflow.body, 'data.repository.defaultBranchRef.target');

    const { body } = await ask(
      server,
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename
        ... on Commit { oid }
        ... on Workflow { name runs(first: 100) { totalCount nodes { databaseId event runNumber checkSuite { status conclusion branch { name } commit { oid } } } } }
      } }`,
      { ids: [dig(target, 'id'), dig(target, 'checkSuites.nodes.0.workflowRun.workflow.id'), 'PR_nothing'] },
    );

    expect(dig(body, 'data.nodes')).toEqual([
      { __typename: 'Commit', oid: sha(1) },
      {
        __typename: 'Workflow',
        name: 'Checks',
        runs: {
          totalCount: 1,
          nodes: [
            {
              databaseId: 31,
              event: 'push',
              runNumber: 31,
              checkSuite: {
                status: 'COMPLETED',
                conclusion: 'SUCCESS',
                branch: { name: 'main' },
                commit: { oid: sha(1) },
              },
            },
          ],
        },
      },
      null,
    ]);
    expect(dig(body, 'errors')).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 2] }]);
  });

  it('lists the repositories of an organization in the order of their pushes', async () => {
    const world = worldOf(
      repository({ id: 1, name: 'old', commits: [commit(1, at(2))] }),
      repository({ id: 2, name: 'new', commits: [commit(1, at(3))] }),
      repository({ id: 3, name: 'gone', archived: true }),
    );
    const server = await serve(world);

    const { body } = await ask(
      server,
      `{ organization(login: "acme") { repositories(first: 100, isArchived: false, orderBy: { field: PUSHED_AT, direction: DESC }) {
        totalCount nodes { name openPrs: pullRequests(states: OPEN) { totalCount } } } } rateLimit(dryRun: false) { cost } }`,
    );

    expect(body).toEqual({
      data: {
        organization: {
          repositories: {
            totalCount: 2,
            nodes: [
              { name: 'new', openPrs: { totalCount: 0 } },
              { name: 'old', openPrs: { totalCount: 0 } },
            ],
          },
        },
        rateLimit: { cost: 1 },
      },
    });
  });
});
