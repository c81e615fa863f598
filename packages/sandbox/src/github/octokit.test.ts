import type { StandIn } from '@metta-dd/local-datadog';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { clientOf, serve } from '../../test/github-server.js';
import { at, repository, run, worldOf } from '../../test/github-world.js';

const ASKED = { owner: 'acme', repo: 'widgets', per_page: 100 } as const;
const SECONDARY = {
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  documentation_url: 'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api',
};

/** A client with GitHub's own throttling, which notes what it was told instead of waiting for it. */
function throttledClient(server: StandIn) {
  const told: [string, number][] = [];
  const note = (kind: string) => (retryAfter: number) => {
    told.push([kind, retryAfter]);
    return false;
  };
  const Throttled = Octokit.plugin(throttling);
  const client = new Throttled({
    auth: 'good-token',
    baseUrl: server.url,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    throttle: { onRateLimit: note('primary'), onSecondaryRateLimit: note('secondary') },
  });
  return { client, told };
}

describe('Octokit', () => {
  it('pages through all runs by the Link header', async () => {
    const runs = Array.from({ length: 2_500 }, (_, n) => run(n + 1, at(20, 0, n % 600)));
    const server = await serve(worldOf(repository({ runs })));
    const client = clientOf(server);

    const all = await client.paginate(client.rest.actions.listWorkflowRunsForRepo, ASKED);

    expect(new Set(all.map(({ id }) => id)).size).toBe(2_500);
    expect(server.requests.length).toBe(25);
    expect(server.requests.at(-1)?.path).toBe('/repositories/7001/actions/runs');
  });

  it('sees an unchanged page as an error of status 304', async () => {
    const server = await serve(worldOf(repository({ runs: [run(1, at(20))] })));
    const client = clientOf(server);
    const first = await client.rest.actions.listWorkflowRunsForRepo(ASKED);

    const again = client.rest.actions.listWorkflowRunsForRepo({
      ...ASKED,
      headers: { 'if-none-match': first.headers.etag },
    });

    await expect(again).rejects.toMatchObject({ status: 304 });
  });

  it('hears of the primary limit of REST and of GraphQL', async () => {
    const server = await serve(worldOf(repository()), { limits: { rest: 1, graphql: 1 } });
    const { client, told } = throttledClient(server);
    const query = '{ repository(owner: "acme", name: "widgets") { name } }';
    await clientOf(server).rest.repos.get(ASKED);
    await clientOf(server).graphql(query);

    await expect(client.rest.repos.get(ASKED)).rejects.toMatchObject({ status: 403 });
    await expect(client.graphql(query)).rejects.toThrow('GraphQL Rate Limit Exceeded');

    expect(told.map(([kind]) => kind)).toEqual(['primary', 'primary']);
  });

  it.each([
    [403, { 'retry-after': '17' }, 17],
    [403, {}, 60],
    [429, { 'retry-after': '17' }, 17],
    [429, {}, 60],
  ])('hears of a secondary limit: %i %j', async (status, headers, seconds) => {
    const server = await serve(worldOf(repository()));
    const { client, told } = throttledClient(server);
    server.faults.add({ match: { path: '/repos/*' }, status, headers, body: SECONDARY });

    await expect(client.rest.repos.get(ASKED)).rejects.toMatchObject({ status });

    expect(told).toEqual([['secondary', seconds]]);
  });

  it('is sent to the page of a single sign-on', async () => {
    const server = await serve(worldOf(repository()));
    const url = 'https://github.com/orgs/acme/sso?authorization_request=1';
    const body = { message: 'Resource protected by organization SAML enforcement.' };
    server.faults.add({ status: 403, headers: { 'x-github-sso': `required; url=${url}` }, body });

    const asked = clientOf(server).rest.repos.get(ASKED);

    await expect(asked).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-github-sso': `required; url=${url}` } },
    });
  });

  it('loses a query that is too large to 502, and not a smaller one', async () => {
    const server = await serve(worldOf(repository()));
    const html = '<html><head><title>502 Bad Gateway</title></head></html>';
    server.faults.add({
      match: { path: '/graphql', body: '"first":100' },
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: html,
    });
    const query =
      'query ($first: Int!) { repository(owner: "acme", name: "widgets") { pullRequests(first: $first) { totalCount } } }';
    const ask = (first: number) => clientOf(server).graphql(query, { first });

    await expect(ask(100)).rejects.toMatchObject({ status: 502 });
    await expect(ask(50)).resolves.toEqual({ repository: { pullRequests: { totalCount: 0 } } });
  });

  it('takes a body that is cut or no JSON for text', async () => {
    const server = await serve(worldOf(repository()));
    server.faults.add({ match: { path: '/repos/*' }, cut: 40, times: 1 });
    server.faults.add({
      match: { path: '/repos/*' },
      headers: { 'content-type': 'text/html' },
      status: 200,
      body: '<html>',
    });

    const cut = await clientOf(server).rest.repos.get(ASKED);
    const html = await clientOf(server).rest.repos.get(ASKED);

    expect([cut.data, html.data]).toEqual([expect.stringMatching(/^\{"id":7001.{30}$/), '<html>']);
  });

  it('fails when the connection is reset', async () => {
    const server = await serve(worldOf(repository()));
    server.faults.add({ match: { path: '/repos/*' }, reset: true });

    await expect(clientOf(server).rest.repos.get(ASKED)).rejects.toMatchObject({ status: 500 });
  });

  it('takes a connection that ends within the body for an empty answer', async () => {
    const server = await serve(worldOf(repository()));
    server.faults.add({ match: { path: '/repos/*' }, truncate: 40 });

    const { status, data } = await clientOf(server).rest.repos.get(ASKED);

    expect([status, data]).toEqual([200, '']);
  });

  it('would follow an endless loop of pages for ever', async () => {
    const server = await serve(worldOf(repository({ runs: [run(1, at(20))] })));
    const client = clientOf(server);
    const next = `<${server.url}/repositories/7001/actions/runs?page=2>; rel="next"`;
    server.faults.add({ match: { path: '*/actions/runs' }, headers: { link: next } });

    let pages = 0;
    for await (const _page of client.paginate.iterator(client.rest.actions.listWorkflowRunsForRepo, ASKED)) {
      pages += 1;
      if (pages === 5) break;
    }

    const later = server.requests.slice(1).map(({ path, query }) => [path, query.page]);
    expect(later).toEqual(Array(4).fill(['/repositories/7001/actions/runs', ['2']]));
  });
});
