import type { StandIn } from '@metta-dd/local-datadog';
import { startStandIn } from '@metta-dd/local-datadog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUERIES } from '../../test/collector-queries.js';
import { dig } from '../../test/dig.js';
import { ask, clientOf } from '../../test/github-server.js';
import { GitHubDescription } from '../../test/openapi.js';
import { generateWorld } from './generate/generate-world.js';
import { gitHubHandler } from './handler.js';
import { readHistory } from './history.js';

const AT = new Date('2025-10-23T18:36:00Z');
const WEEK_AGO = '2025-10-16T18:36:00Z';

describe('The stand-in over a generated world', () => {
  const description = new GitHubDescription();
  let server: StandIn;
  let owner = '';
  let name = '';

  beforeAll(async () => {
    const history = await readHistory();
    const world = generateWorld(history, { at: AT, seed: 1 });
    ({ owner, name } = history);
    server = await startStandIn({ handler: gitHubHandler(world), now: AT });
  });

  afterAll(() => server.close());

  it.each(Object.keys(QUERIES))('answers the query for %s at the documented price', async (key) => {
    const [query] = Object.entries(QUERIES).flatMap(([known, one]) => (known === key ? [one] : []));

    const { body } = await ask(server, query?.text ?? '', { owner, name, since: WEEK_AGO });

    expect(dig(body, 'errors')).toBeUndefined();
    expect(dig(body, 'data.rateLimit.cost')).toBe(query?.cost);
  });

  it('adds up to the true numbers of the week of the sample', async () => {
    const sum = { commits: 0, added: 0, deleted: 0, files: 0 };
    const logins = new Set<unknown>();
    let after: unknown;
    do {
      const { body } = await ask(server, QUERIES.commits.text, { owner, name, since: WEEK_AGO, after });
      const history = dig(body, 'data.repository.defaultBranchRef.target.history');
      sum.commits += numbers(dig(history, 'nodes.*.parents.totalCount')).length;
      sum.added += total(dig(history, 'nodes.*.additions'));
      sum.deleted += total(dig(history, 'nodes.*.deletions'));
      sum.files += total(dig(history, 'nodes.*.changedFilesIfAvailable'));
      for (const email of strings(dig(history, 'nodes.*.authors.nodes.0.email'))) logins.add(email);
      after = dig(history, 'pageInfo.hasNextPage') === true ? dig(history, 'pageInfo.endCursor') : undefined;
    } while (after !== undefined);

    expect({ ...sum, authors: logins.size }).toEqual({
      commits: 84,
      added: 82_069,
      deleted: 41_634,
      files: 1_455,
      authors: 18,
    });
  });

  it.each([
    'actions/runs?created=%3E=2025-10-16T18:36:00Z&per_page=100',
    'actions/workflows',
    'activity?time_period=week',
    'rulesets/rule-suites?time_period=week',
    'rules/branches/main',
    'issues?state=all&per_page=100',
    'deployments',
    'releases',
    'tags?per_page=100',
    'branches?per_page=100',
    'commits?per_page=100',
    'compare/HEAD...main',
  ])('serves rows of %s that follow the published description', async (below) => {
    const path = `/repos/${owner}/${name}/${below}`;

    const { data } = await clientOf(server).request(`GET ${path}`);

    const { pathname } = new URL(path, server.url);
    expect(description.problemsOfAnswer('GET', pathname, 200, data)).toEqual([]);
  });
});

function strings(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

function numbers(value: unknown): number[] {
  return strings(value).map((one) => {
    if (typeof one !== 'number') throw new TypeError(`not a number: ${JSON.stringify(one)}`);
    return one;
  });
}

function total(value: unknown): number {
  return numbers(value).reduce((sum, one) => sum + one, 0);
}
