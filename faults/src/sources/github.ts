import { startStandIn } from '@metta-dd/local-datadog';
import { type GitHubWorld, generateWorld, gitHubHandler, type RepositoryWorld, readHistory } from '@metta-dd/sandbox';
import { impatientGitHub } from '../impatient.js';
import { jsonAnswer, type Paging, type Scene, type Source } from '../source.js';
import type { Answered, Asked } from '../wire/exchange.js';
import { at, edited, put, rowsAt } from '../wire/json-page.js';

const AT = new Date('2025-10-23T18:36:00Z');
const TOKEN = 'token-of-nobody';
const EMPTY = '.empty';
const CONNECTION = ['data', 'repository', 'defaultBranchRef', 'target', 'history'] as const;

const common = {
  manifest: impatientGitHub,
  refusal: (status: number): Answered => jsonAnswer(status, { message: MESSAGES[status] ?? 'scripted' }),
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
  secondaryLimit: jsonAnswer(
    403,
    { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
    { 'retry-after': '2' },
  ),
  tenfold: [0.1, 1],
} as const;

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by personal access token',
  404: 'Not Found',
  429: 'You have exceeded a secondary rate limit.',
};

/** GitHub's GraphQL API pages by a cursor; the commits are watched. */
export const gitHubGraphQl: Source = {
  ...common,
  id: 'github graphql',
  paging: graphQlPaging,
  open: (size) =>
    open({
      commitCount: 54 * size,
      runCount: 40 * size,
      population: (repository) => ({
        metric: 'github.commits.total_7d',
        value: (repository?.commits ?? []).filter(({ committedAt }) => isRecent(committedAt)).length,
      }),
    }),
};

/** Workflow runs come from GitHub's REST API, in pages that are asked for by number. */
export const gitHubRest: Source = {
  ...common,
  id: 'github rest',
  paging: restPaging,
  open: (size) =>
    open({
      commitCount: 20 * size,
      runCount: 140 * size,
      arranged: crowded,
      population: (repository) => ({
        metric: 'github.ci.workflow_runs_7d',
        value: (repository?.runs ?? []).length,
      }),
    }),
};

const isRecent = (at: Date) => at.getTime() > AT.getTime() - 7 * 86_400_000;

interface Week {
  readonly commitCount: number;
  readonly runCount: number;
  readonly arranged?: (world: GitHubWorld) => GitHubWorld;
  readonly population: (repository: RepositoryWorld | undefined) => Scene['population'];
}

/** A week with so many commits and runs. */
async function open({ commitCount, runCount, arranged = (world) => world, population }: Week): Promise<Scene> {
  const history = await readHistory();
  const commits = history.commits.filter(({ committedAt }) => committedAt <= AT).slice(-commitCount);
  const share = Math.ceil(runCount / 40);
  const profile = {
    repositories: 1,
    branches: share,
    runs: runCount,
    reruns: share,
    rerunsSucceeded: share,
    cancelled: share,
    timeouts: 1,
    open: share,
    closed: share,
    openIssues: share,
  };
  const world = arranged(generateWorld({ ...history, commits }, { at: AT, seed: 1, profile }));
  const standIn = await startStandIn({ handler: gitHubHandler(world, { token: TOKEN }), now: AT });
  return {
    standIn,
    startedAt: AT,
    secrets: { token: TOKEN },
    population: population(world.repositories[0]),
    config: (url) => ({
      baseUrl: url,
      repos: world.repositories.map(({ owner, name }) => `${owner}/${name}`),
      issueLabels: ['bug'],
      dora: { deployments: { source: 'deployments' }, incidentLabels: ['incident'] },
    }),
  };
}

// Runs are asked for in stretches of six hours, and only one of them has a second page here.
const CROWDED_MS = Date.parse('2025-10-22T12:00:00Z');

/** The same world with all its workflow runs on one afternoon. */
function crowded(world: GitHubWorld): GitHubWorld {
  const repositories = world.repositories.map((repository) => ({
    ...repository,
    runs: repository.runs.map((run, index) => {
      const laterMs = CROWDED_MS + index * 60_000 - run.createdAt.getTime();
      return { ...run, createdAt: later(run.createdAt, laterMs), attempts: later(run.attempts, laterMs) };
    }),
  }));
  return { ...world, repositories };
}

/** The same value with all times in it shifted. */
function later<T>(value: T, ms: number): T {
  const copy = structuredClone(value);
  const shift = (part: unknown) => {
    if (part instanceof Date) part.setTime(part.getTime() + ms);
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(shift);
  };
  shift(copy);
  return copy;
}

function graphQlPaging(): Paging {
  return {
    placeOf(asked) {
      if (!asked.body.includes('query Commits')) return undefined;
      return { listing: 'commits', page: afterIn(asked) === undefined ? 1 : 2 };
    },
    required: ['oid', 'committedDate', 'authors'],
    nulled: (page, field) => edited(page, (body) => put(body, [...CONNECTION, 'nodes', 0, field], null)),
    repeated: (page, before) =>
      edited(page, (body) => {
        const rows = rowsAt(JSON.parse(before.body.toString()), ...CONNECTION, 'nodes');
        rowsAt(body, ...CONNECTION, 'nodes').unshift(rows.at(-1));
      }),
    links: {
      emptied: (page, asked) =>
        edited(page, (body) => {
          put(body, [...CONNECTION, 'nodes'], []);
          put(body, [...CONNECTION, 'pageInfo'], { hasNextPage: true, endCursor: `${afterIn(asked)}${EMPTY}` });
        }),
      behindEmpty: (asked) =>
        asked.body.includes(EMPTY) ? { ...asked, body: asked.body.replace(EMPTY, '') } : undefined,
      looped: (page, asked) =>
        edited(page, (body) =>
          put(body, [...CONNECTION, 'pageInfo'], { hasNextPage: true, endCursor: afterIn(asked) }),
        ),
    },
  };
}

function afterIn({ body }: Asked): string | undefined {
  const after = at(JSON.parse(body), 'variables', 'after');
  return typeof after === 'string' ? after : undefined;
}

function restPaging(): Paging {
  return {
    placeOf({ path }) {
      const { pathname, searchParams } = urlOf(path);
      if (!pathname.endsWith('/actions/runs')) return undefined;
      const listing = searchParams.get('created') ?? '';
      return { listing, page: Number(searchParams.get('page') ?? 1) === 1 ? 1 : 2 };
    },
    required: ['id', 'created_at', 'path', 'status'],
    nulled: (page, field) => edited(page, (body) => put(body, ['workflow_runs', 0, field], null)),
    repeated: (page, before) =>
      edited(page, (body) => {
        rowsAt(body, 'workflow_runs').unshift(rowsAt(JSON.parse(before.body.toString()), 'workflow_runs').at(-1));
      }),
  };
}

const urlOf = (path: string) => new URL(path, 'http://github');
