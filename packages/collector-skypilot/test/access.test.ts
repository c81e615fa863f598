import { describe, expect, test } from 'vitest';
import { collected } from './collected.js';
import { EMPTY, goldenWorld } from './scenes.js';
import { scripted } from './scripted.js';
import { served } from './servers.js';

const TOKEN = 'sky_9c41b7e20fd84a53';
const LOGIN = 'set SKYPILOT_SERVICE_ACCOUNT_TOKEN to the token of a service account, or `username` and `password`';

const told = async (options: Parameters<typeof collected>[0]) => {
  const { failures } = await collected(options);
  return [
    ...new Set(failures.map(({ reason, hint, authentication }) => JSON.stringify({ reason, hint, authentication }))),
  ].map((text): unknown => JSON.parse(text));
};

/** A token with claims, as the server mints them. */
function tokenUntil(at: Date): string {
  const claims = Buffer.from(JSON.stringify({ i: 'sky', y: 'sa', exp: at.getTime() / 1000 })).toString('base64url');
  return `sky_eyJhbGciOiJIUzI1NiJ9.${claims}.c2lnbmF0dXJl`;
}

describe('access', () => {
  test('by the token of a service account passes an OAuth proxy', async () => {
    const { url } = await served(EMPTY, { authentication: { kind: 'oauth', token: TOKEN } });

    expect((await collected({ url, secrets: { token: TOKEN } })).state).toBe('ok');
  });

  test('without a token to a server behind OAuth needs authentication', async () => {
    const { url } = await served(EMPTY, { authentication: { kind: 'oauth', token: TOKEN } });

    expect(await told({ url })).toEqual([
      {
        reason: 'cannot use the SkyPilot API server: needs authentication',
        hint: 'set SKYPILOT_SERVICE_ACCOUNT_TOKEN to the token of a service account',
        authentication: true,
      },
    ]);
  });

  test('that is redirected to a login needs authentication, and follows nothing', async () => {
    const answers = { status: 307, headers: { location: '/oauth2/start?rd=%2Fstatus' } };
    const standIn = await scripted({ clusters: { answers } });

    expect(await told({ url: standIn.url })).toEqual([
      {
        reason:
          'cannot fetch clusters: cannot ask /status: 307 redirects to a login page (/oauth2/start): needs authentication',
        hint: LOGIN,
        authentication: true,
      },
    ]);
    expect(standIn.unexpected).toEqual([]);
  });

  test('that is shown a page of HTML needs authentication', async () => {
    const answers = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in' };
    const { url } = await scripted({ clusters: { answers } });

    expect(await told({ url })).toEqual([
      {
        reason:
          'cannot fetch clusters: cannot ask /status: 200 with a page of HTML instead of JSON: needs authentication',
        hint: LOGIN,
        authentication: true,
      },
    ]);
  });

  test('by a wrong token is refused, and says what to set', async () => {
    const { url } = await served(EMPTY);

    expect(await told({ url, secrets: { token: TOKEN } })).toEqual([
      {
        reason: 'cannot read the health of the SkyPilot API server: 401 Invalid or expired service account token',
        hint: LOGIN,
        authentication: true,
      },
    ]);
  });

  test('by something that is no token of a service account is not even tried', async () => {
    const standIn = await served(EMPTY);

    expect(await told({ url: standIn.url, secrets: { token: 'abc' } })).toEqual([
      {
        reason: 'cannot authenticate to SkyPilot: the token is none of a service account',
        hint: 'create one under Users in the SkyPilot dashboard; it starts with sky_',
        authentication: false,
      },
    ]);
    expect(standIn.requests).toEqual([]);
  });

  const basic = { kind: 'basic', username: 'metta', password: 's3cret%word' } as const;

  test('by user and password is basic authentication', async () => {
    const { url } = await served(EMPTY, { authentication: basic });

    const report = await collected({ url, config: { username: 'metta' }, secrets: { password: 's3cret%word' } });

    expect(report.state).toBe('ok');
  });

  test('by credentials in the endpoint is basic authentication, too', async () => {
    const { url } = await served(EMPTY, { authentication: basic });
    const withCredentials = url.replace('http://', 'http://metta:s3cret%25word@');

    expect((await collected({ url: withCredentials })).state).toBe('ok');
  });

  test('by a wrong password fails everything, once for each question, and shows no password', async () => {
    const { url } = await served(EMPTY, { authentication: basic });

    const report = await collected({ url, config: { username: 'metta' }, secrets: { password: 'wr0ng-word' } });

    expect(report.failures.map(({ reason }) => reason).toSorted()).toEqual([
      'cannot fetch clusters: cannot ask /status: 401 Invalid credentials',
      'cannot fetch finished managed jobs: cannot ask /jobs/queue/v2: 401 Invalid credentials',
      'cannot fetch numbers of managed jobs: cannot ask /jobs/queue/v2: 401 Invalid credentials',
      'cannot fetch unfinished managed jobs: cannot ask /jobs/queue/v2: 401 Invalid credentials',
    ]);
    expect(JSON.stringify(report)).not.toContain('wr0ng-word');
  });

  test('with a user and no password says so', async () => {
    const { url } = await served(EMPTY);

    expect(await told({ url, config: { username: 'metta' } })).toMatchObject([
      { reason: 'cannot authenticate to SkyPilot: there is no password' },
    ]);
  });

  test('by a token that ends soon is warned of', async () => {
    const { url } = await served(EMPTY, {
      authentication: { kind: 'token', token: tokenUntil(new Date('2026-11-23')) },
    });

    const { warnings } = await collected({ url, secrets: { token: tokenUntil(new Date('2026-11-23')) } });

    expect(warnings).toEqual([{ message: 'the SkyPilot service account token expires soon', fields: { days: 2 } }]);
  });

  test('to one call of many takes only the metrics of that call', async () => {
    const standIn = await served(goldenWorld());
    standIn.faults.add({ match: { path: '/status' }, status: 403, body: { detail: 'Forbidden' } });

    const { failures, state } = await collected({ url: standIn.url });

    expect(state).toBe('partial');
    expect(failures).toEqual([
      {
        reason: 'cannot fetch clusters: cannot ask /status: 403 Forbidden',
        hint: 'give the service account the role viewer, or admin where the server has no such role',
        authentication: true,
        metrics: ['skypilot.users.active_count', 'skypilot.clusters.active', 'skypilot.clusters.no_autostop'],
        target: {},
      },
    ]);
  });
});

describe('a server', () => {
  test.each([
    ['7', '0.10.0', 'cannot use the SkyPilot API server 0.10.0 (API 7): the oldest supported one is API 11 (0.10.1)'],
    ['10', '0.10.0', 'cannot use the SkyPilot API server 0.10.0 (API 10): the oldest supported one is API 11 (0.10.1)'],
    ['dev', 'x', 'cannot use the SkyPilot API server x (API dev): the oldest supported one is API 11 (0.10.1)'],
  ])('of API %s is refused with its version', async (api_version, version, reason) => {
    const { url } = await scripted({ health: { status: 'healthy', api_version, version } });

    expect(await told({ url })).toMatchObject([{ reason, authentication: false }]);
  });

  test('that is not healthy is not asked', async () => {
    const standIn = await scripted({ health: { status: 'unhealthy', api_version: '62' } });

    expect(await told({ url: standIn.url })).toMatchObject([
      { reason: 'cannot use the SkyPilot API server: it says it is unhealthy' },
    ]);
    expect(standIn.requests).toHaveLength(1);
  });

  test('that is none says so', async () => {
    const standIn = await scripted({});
    standIn.faults.add({ match: { path: '/api/health' }, status: 404, body: { detail: 'Not Found' } });

    expect(await told({ url: standIn.url })).toMatchObject([
      { hint: 'check that SKYPILOT_API_SERVER_ENDPOINT names a SkyPilot API server' },
    ]);
  });
});
