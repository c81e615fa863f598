import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dig } from '../../test/dig.js';
import { clientOf, NOW, serve } from '../../test/github-server.js';
import { at, commit, repository, run, worldOf } from '../../test/github-world.js';
import { GitHubDescription } from '../../test/openapi.js';

const RUNS = '/repos/acme/widgets/actions/runs';

function get(url: string, headers: Record<string, string> = {}) {
  return fetch(url, {
    headers: { 'user-agent': 'test', authorization: 'Bearer good-token', ...headers },
    redirect: 'manual',
  });
}

describe('Who may see what', () => {
  it.each([
    [{ authorization: 'Bearer bad-token' }, '/rate_limit', 401, 'Bad credentials'],
    [{ authorization: 'Basic Zm9v' }, '/rate_limit', 401, 'Bad credentials'],
    [{ 'x-github-api-version': '2019-01-01' }, '/rate_limit', 400, expect.stringMatching(/2019-01-01.*not supported/)],
    [{}, '/repos/acme/gadgets', 404, 'Not Found'],
    [{}, `${RUNS}/999`, 404, 'Not Found'],
    [{}, `${RUNS}?created=yesterday`, 422, expect.stringMatching(/yesterday/)],
  ])('is decided for %j %s: %i', async (headers, path, status, message) => {
    const server = await serve(worldOf(repository()), { token: 'good-token' });

    const response = await get(`${server.url}${path}`, headers);

    expect(response.status).toBe(status);
    expect(dig(await response.json(), 'message')).toEqual(message);
  });

  it('refuses who does not say what it is', async () => {
    const server = await serve(worldOf(repository()));

    const response = await get(`${server.url}/rate_limit`, { 'user-agent': '' });

    expect([response.status, await response.text()]).toEqual([403, expect.stringMatching(/User-Agent header/)]);
  });

  it('hides private repositories from the anonymous and counts 60 an hour', async () => {
    const server = await serve(worldOf(repository(), repository({ id: 2, name: 'open', private: false })));
    const anonymous = (path: string) => fetch(`${server.url}${path}`, { headers: { 'user-agent': 'test' } });

    const [hidden, open, graphql] = await Promise.all([
      anonymous('/repos/acme/widgets'),
      anonymous('/repos/acme/open'),
      fetch(`${server.url}/graphql`, { method: 'POST', body: '{}', headers: { 'user-agent': 'test' } }),
    ]);

    expect([hidden.status, open.status, graphql.status]).toEqual([404, 200, 401]);
    expect(open.headers.get('x-ratelimit-limit')).toBe('60');
  });

  it('names the permission that is missing', async () => {
    const server = await serve(worldOf(repository()), { permissions: { actions: false } });

    const response = await get(`${server.url}${RUNS}`);

    expect(response.status).toBe(403);
    expect(response.headers.get('x-accepted-github-permissions')).toBe('actions=read');
    expect(dig(await response.json(), 'message')).toBe('Resource not accessible by personal access token');
  });

  it('hides private repositories from a classic token without the scope', async () => {
    const server = await serve(worldOf(repository()), { scopes: ['read:org'] });

    const response = await get(`${server.url}/repos/acme/widgets`);

    expect(response.status).toBe(404);
    expect([response.headers.get('x-oauth-scopes'), response.headers.get('x-accepted-oauth-scopes')]).toEqual([
      'read:org',
      'repo',
    ]);
  });

  it('sends those who ask for a former name to the repository', async () => {
    const world = worldOf(repository({ formerNames: ['acme/gadgets'], runs: [run(1, at(20))] }));
    const server = await serve(world);

    const moved = await get(`${server.url}/repos/acme/gadgets/actions/runs?per_page=1`);
    const { data } = await clientOf(server).request('GET /repos/acme/gadgets/actions/runs');

    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      `${server.url}/repositories/7001/actions/runs?per_page=1`,
    ]);
    expect(dig(data, 'total_count')).toBe(1);
  });
});

describe('Headers', () => {
  it('let a client ask again without charge', async () => {
    const server = await serve(worldOf(repository({ runs: [run(1, at(23, 18, 30))] })));

    const first = await get(`${server.url}${RUNS}`);
    const etag = first.headers.get('etag') ?? '';
    const again = await get(`${server.url}${RUNS}`, { 'if-none-match': etag });
    server.clock.set(at(23, 18, 41));
    const changed = await get(`${server.url}${RUNS}`, { 'if-none-match': etag });

    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect([first, again, changed].map(({ headers }) => headers.get('x-ratelimit-used'))).toEqual(['1', '1', '2']);
    expect(changed.status).toBe(200);
  });

  it('keep the Link of a page that is unchanged', async () => {
    const server = await serve(worldOf(repository({ runs: [run(1, at(20)), run(2, at(20))] })));

    const first = await get(`${server.url}${RUNS}?per_page=1`);
    const again = await get(`${server.url}${RUNS}?per_page=1`, { 'if-none-match': first.headers.get('etag') ?? '' });

    expect(again.headers.get('link')).toBe(
      `<${server.url}/repositories/7001/actions/runs?per_page=1&page=2>; rel="next", ` +
        `<${server.url}/repositories/7001/actions/runs?per_page=1&page=2>; rel="last"`,
    );
  });

  it('tell the version, the request and the limit', async () => {
    const server = await serve(worldOf(repository()));

    const { headers } = await get(`${server.url}/repos/acme/widgets`, { 'x-github-api-version': '2026-03-10' });

    const told = ['api-version-selected', 'media-type', 'request-id'].map((name) => headers.get(`x-github-${name}`));
    expect(told).toEqual(['2026-03-10', 'github.v3; format=json', 'DD00:00000001']);
    expect(
      ['limit', 'remaining', 'used', 'reset', 'resource'].map((name) => headers.get(`x-ratelimit-${name}`)),
    ).toEqual(['5000', '4999', '1', String(NOW.getTime() / 1000 + 3600), 'core']);
    expect(headers.get('date')).toBe(NOW.toUTCString());
  });

  it('know no limit as an Enterprise Server, below /api/v3', async () => {
    const server = await serve(worldOf(repository({ runs: [run(1, at(20)), run(2, at(20))] })), { enterprise: true });

    const response = await get(`${server.url}/api/v3${RUNS}?per_page=1`);
    const limits = await get(`${server.url}/api/v3/rate_limit`);

    expect(response.headers.get('x-ratelimit-limit')).toBeNull();
    expect(response.headers.get('link')).toContain(`${server.url}/api/v3/repositories/7001/actions/runs?`);
    expect([limits.status, dig(await limits.json(), 'message')]).toEqual([404, 'Rate limiting is not enabled.']);
  });

  it('leave paths without an operation to the stand-in, which calls them unexpected', async () => {
    const server = await serve(worldOf(repository()));

    const response = await get(`${server.url}/repos/acme/widgets/nonsense`);

    expect(response.status).toBe(404);
    expect(server.unexpected.map(({ path }) => path)).toEqual(['/repos/acme/widgets/nonsense']);
  });
});

describe('A GitHub App', () => {
  const description = new GitHubDescription();
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const app = { id: 12, installationId: 34, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };

  function jsonWebToken(iat: number, iss = app.id): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: iat - 30, exp: iat + 570, iss })}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  function mint(url: string, token: string, installation = 34) {
    const headers = { 'user-agent': 'test', authorization: `bearer ${token}` };
    return fetch(`${url}/app/installations/${installation}/access_tokens`, { method: 'POST', headers });
  }

  it('mints a long token that ends after an hour', async () => {
    const server = await serve(worldOf(repository({ commits: [commit(1, at(3))] })), { token: 'good-token', app });

    const minted = await mint(server.url, jsonWebToken(NOW.getTime() / 1000));
    const answer: unknown = await minted.json();
    const token = String(dig(answer, 'token'));
    const listed = await get(`${server.url}/installation/repositories`, { authorization: `token ${token}` });
    const repositories: unknown = await listed.json();
    server.clock.set(at(23, 19, 36));
    const expired = await get(`${server.url}/installation/repositories`, { authorization: `token ${token}` });

    expect([minted.status, dig(answer, 'expires_at')]).toEqual([201, '2025-10-23T19:36:00Z']);
    expect(token).toMatch(/^ghs_12_[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(token.length).toBeGreaterThan(100);
    expect(dig(repositories, 'repositories.*.full_name')).toEqual(['acme/widgets']);
    expect(expired.status).toBe(401);
    expect(description.problemsOfAnswer('POST', '/app/installations/34/access_tokens', 201, answer)).toEqual([]);
    expect(description.problemsOfAnswer('GET', '/installation/repositories', 200, repositories)).toEqual([]);
  });

  it.each([
    [
      'a token of another time',
      () => jsonWebToken(NOW.getTime() / 1000 + 86_400),
      34,
      401,
      /'Expiration time' claim|'Issued at' claim/,
    ],
    [
      'an old token',
      () => jsonWebToken(NOW.getTime() / 1000 - 86_400),
      34,
      401,
      /'Expiration time' claim \('exp'\) must be/,
    ],
    ['another App', () => jsonWebToken(NOW.getTime() / 1000, 99), 34, 401, /Integration not found/],
    [
      'a forged signature',
      () => `${jsonWebToken(NOW.getTime() / 1000).slice(0, -8)}AAAAAAAA`,
      34,
      401,
      /could not be decoded/,
    ],
    ['another installation', () => jsonWebToken(NOW.getTime() / 1000), 35, 404, /Not Found/],
    ['a plain token', () => 'good-token', 34, 401, /could not be decoded/],
  ])('mints nothing for %s', async (_case, token, installation, status, message) => {
    const server = await serve(worldOf(repository()), { token: 'good-token', app });

    const response = await mint(server.url, token(), installation);

    expect(response.status).toBe(status);
    expect(dig(await response.json(), 'message')).toMatch(message);
  });
});
