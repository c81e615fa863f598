import { describe, expect, it } from 'vitest';
import { dig } from '../../test/dig.js';
import { ask, clientOf, NOW, serve } from '../../test/github-server.js';
import { at, commit, pull, repository, sha, worldOf } from '../../test/github-world.js';

describe('GraphQL limits and errors', () => {
  it('prices the page sizes of the documentation as it does', async () => {
    const server = await serve(worldOf(repository()));

    const { body } = await ask(
      server,
      `{ rateLimit(dryRun: true) { cost nodeCount remaining }
        repository(owner: "acme", name: "widgets") { pullRequests(first: 100) { nodes { reviews(first: 50) { nodes { comments(first: 60) { nodes { body } } } } } } } }`,
    );

    expect(body).toEqual({
      data: { rateLimit: { cost: 51, nodeCount: 305_100, remaining: 5000 }, repository: null },
    });
  });

  it.each([
    ['pullRequests(first: 101) { nodes { number } }', 'EXCESSIVE_PAGINATION'],
    ['pullRequests { nodes { number } }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['pullRequests(first: 1, after: "nonsense") { nodes { number } }', 'INVALID_CURSOR_ARGUMENTS'],
    ['watchers(first: 1) { totalCount }', 'UNKNOWN_TO_STAND_IN'],
    ['refs(refPrefix: "refs/notes/", first: 1) { totalCount }', 'UNPROCESSABLE'],
    [
      'pullRequests(first: 100) { nodes { reviews(first: 100) { nodes { comments(first: 100) { nodes { body } } } } } }',
      'MAX_NODE_LIMIT_EXCEEDED',
    ],
  ])('refuses %s', async (selection, type) => {
    const server = await serve(worldOf(repository({ pulls: [pull(1, at(2))] })));

    const { status, body } = await ask(server, `{ repository(owner: "acme", name: "widgets") { ${selection} } }`);

    expect(status).toBe(200);
    expect(dig(body, 'errors')).toMatchObject([{ type }]);
    expect(JSON.stringify(dig(body, 'data') ?? null)).not.toMatch(/nodes|totalCount/);
  });

  it('names a field that the schema does not have', async () => {
    const server = await serve(worldOf(repository()));

    const { body } = await ask(server, '{ repository(owner: "acme", name: "widgets") { nmae } }');

    expect(dig(body, 'errors.0.message')).toMatch(/Cannot query field "nmae" on type "Repository"/);
    expect(dig(body, 'data')).toBeUndefined();
  });

  it('hides what it does not know behind NOT_FOUND', async () => {
    const server = await serve(worldOf(repository()));

    const asked = clientOf(server).graphql('{ repository(owner: "acme", name: "gadgets") { id } }');

    await expect(asked).rejects.toMatchObject({
      name: 'GraphqlResponseError',
      data: { repository: null },
      errors: [{ type: 'NOT_FOUND', path: ['repository'] }],
    });
  });

  it('gives partial data where a permission is missing', async () => {
    const world = worldOf(repository({ commits: [commit(1, at(10), { checks: { state: 'SUCCESS', at: at(10) } })] }));
    const server = await serve(world, { permissions: { checks: false } });

    const { body } = await ask(
      server,
      `{ repository(owner: "acme", name: "widgets") { isEmpty defaultBranchRef { target { ... on Commit { oid statusCheckRollup { state } } } } } }`,
    );

    expect(body).toEqual({
      data: { repository: { isEmpty: false, defaultBranchRef: { target: { oid: sha(1), statusCheckRollup: null } } } },
      errors: [
        expect.objectContaining({
          type: 'FORBIDDEN',
          path: ['repository', 'defaultBranchRef', 'target', 'statusCheckRollup'],
          message: 'Resource not accessible by personal access token',
        }),
      ],
    });
  });

  it('stops at the points of the hour with status 200, and starts anew when the hour is over', async () => {
    const server = await serve(worldOf(repository()), { limits: { rest: 10, graphql: 1 } });
    const query = '{ repository(owner: "acme", name: "widgets") { name } }';

    await ask(server, query);
    const limited = await ask(server, query);
    server.clock.set(at(23, 19, 36));
    const renewed = await ask(server, query);

    expect([limited.status, dig(limited.body, 'errors.0.type')]).toEqual([200, 'RATE_LIMITED']);
    expect(limited.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(limited.headers.get('x-ratelimit-reset')).toBe(String(NOW.getTime() / 1000 + 3600));
    expect(renewed.body).toEqual({ data: { repository: { name: 'widgets' } } });
  });

  it('knows no limits as an Enterprise Server', async () => {
    const server = await serve(worldOf(repository()), { enterprise: true });

    const response = await fetch(`${server.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: 'token good-token', 'user-agent': 'test' },
      body: JSON.stringify({ query: '{ rateLimit { cost } }' }),
    });

    expect(await response.json()).toEqual({ data: { rateLimit: null } });
    expect(response.headers.get('x-ratelimit-limit')).toBeNull();
  });
});
