import { generateKeyPairSync } from 'node:crypto';
import type { GitHubWorld } from '@metta-dd/sandbox';
import { memoryState } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { AT, sampleWorld, TOKEN } from './scenes.js';
import { served } from './servers.js';

const LATER = new Date(AT.getTime() + 15 * 60_000);

/** The world with its first repository changed. */
function changed(world: GitHubWorld, more: Partial<GitHubWorld['repositories'][number]>): GitHubWorld {
  const [first, ...others] = world.repositories;
  return first === undefined ? world : { ...world, repositories: [{ ...first, ...more }, ...others] };
}

describe('access', { timeout: 60_000 }, () => {
  test('with a wrong token fails everything once, and says what to set', async () => {
    const { url } = await served(await sampleWorld());

    const { state, series, failures } = await collected({ url, secrets: { token: 'wrong' } });

    expect([state, series]).toEqual(['failed', []]);
    expect(failures.map(({ reason, hint, authentication }) => ({ reason, hint, authentication }))).toEqual([
      {
        reason: 'cannot fetch the repository: 401 Bad credentials',
        hint: 'the GitHub token is wrong, expired or revoked: set GITHUB_TOKEN to a valid one',
        authentication: true,
      },
    ]);
  });

  test('without credentials fails before anything is asked', async () => {
    const { url, requests } = await served(await sampleWorld());

    const { failures } = await collected({ url, secrets: {} });

    expect(failures.map(({ reason }) => reason)).toEqual(['there is no GitHub token']);
    expect(requests).toEqual([]);
  });

  test('to a repository that is not there fails that one, with all that it can mean', async () => {
    const { url } = await served(await sampleWorld());

    const { series, failures } = await collected({ url, config: { repos: ['acme/metta', 'acme/gone'] } });

    expect(new Set(series.map(({ tags }) => tags.find((tag) => tag.startsWith('repo:'))))).toEqual(
      new Set(['repo:metta']),
    );
    expect(failures.map(({ reason, hint, target }) => ({ reason, hint, target }))).toEqual([
      {
        reason: expect.stringContaining("Could not resolve to a Repository with the name 'acme/gone'"),
        hint: 'it does not exist or was renamed, or it is private, or the GitHub token was not granted access to it',
        target: { org: 'acme', repo: 'gone' },
      },
    ]);
  });

  test('by an App takes a minted token, which no output may show', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { url, requests } = await served(await sampleWorld(), {
      token: TOKEN,
      app: { id: 7, installationId: 9, publicKey },
    });

    const report = await collected({
      url,
      config: { appId: 7, appInstallationId: '9' },
      secrets: { appKey: privateKey.replaceAll('\n', '\\n') },
    });

    expect(report.failures.map(({ reason }) => reason)).toEqual([]);
    // The first signature has the time of this machine, the second that of the server.
    const minted = requests.filter(({ path }) => path.endsWith('/access_tokens'));
    expect(minted.map(({ status }) => status)).toEqual([401, 201]);
  });

  test('without permission for Actions fails the metrics of CI alone, and names the permission', async () => {
    const { url } = await served(await sampleWorld(), { token: TOKEN, permissions: { actions: false } });

    const { series, failures } = await collected({ url });

    expect(series.some(({ metric }) => metric === 'github.commits.total_7d')).toBe(true);
    expect(series.filter(({ metric }) => metric.startsWith('github.ci.')).map(({ metric }) => metric)).toEqual([
      'github.ci.main.red_minutes_7d',
    ]);
    expect(failures[0]?.hint).toBe('grant the GitHub token Actions: read');
  });

  test('without permission for checks fails what reads them alone', async () => {
    const { url } = await served(await sampleWorld(), { token: TOKEN, permissions: { checks: false } });

    const { series, failures } = await collected({ url });

    expect(failures.flatMap(({ metrics }) => metrics)).toContain('github.ci.main.red_minutes_7d');
    expect(series.map(({ metric }) => metric)).toContain('github.commits.total_7d');
  });

  test('to an Enterprise server without limits works as well', async () => {
    const { url } = await served(await sampleWorld(), { token: TOKEN, enterprise: true });

    const report = await collected({ url: `${url}/api/v3` });

    expect(report.failures).toEqual([]);
    expect(report.quotas).toEqual([]);
  });
});

describe('a repository', { timeout: 60_000 }, () => {
  test('that was renamed is followed, with a warning', async () => {
    const { url } = await served(changed(await sampleWorld(), { formerNames: ['acme/old'] }));

    const { warnings, failures, series } = await collected({ url, config: { repos: ['acme/old'] } });

    expect(failures).toEqual([]);
    expect(warnings.map(({ message, fields }) => [message, fields])).toContainEqual([
      'a repository was renamed',
      { from: 'acme/old', to: 'acme/metta' },
    ]);
    expect(series[0]?.tags).toContain('repo:old');
  });

  test('whose default branch was renamed is followed, with a warning that names both', async () => {
    const state = await memoryState();
    const world = await sampleWorld();
    const before = await served(world);
    await collected({ url: before.url, state });
    const after = await served(changed(world, { defaultBranch: 'trunk' }));

    const { warnings, series } = await collected({ url: after.url, state });

    expect(warnings.map(({ message, fields }) => [message, fields])).toEqual([
      ['the default branch was renamed', { repository: 'acme/metta', from: 'main', to: 'trunk' }],
    ]);
    expect(series.find(({ metric }) => metric === 'github.commits.total_7d')?.points[0]?.[1]).toBe(84);
  });

  test('asked for another time than now has no present state', async () => {
    const { url } = await served(await sampleWorld());

    const report = await collected({ url, startedAt: new Date(AT.getTime() - 24 * 3_600_000) });

    const present = ['github.prs.open', 'github.branches.total', 'github.branches.active'];
    expect(report.noData.filter(({ metric }) => present.includes(metric))).toHaveLength(3);
    expect(valuesOf(report)['github.commits.total_7d']).toBeGreaterThan(0);
  });
});

describe('an organization', { timeout: 120_000 }, () => {
  test('is read by name, and what does not match is left out', async () => {
    const { url } = await served(await sampleWorld(3));

    const { series } = await collected({ url, config: { repos: undefined, org: 'acme', include: ['metta'] } });

    expect(new Set(series.map(({ tags }) => tags.find((tag) => tag.startsWith('repo:'))))).toEqual(
      new Set(['repo:metta']),
    );
  });

  test('too large for the quota goes on where the last run stopped', async () => {
    const world = await sampleWorld(3);
    const state = await memoryState();
    const reached: string[][] = [];

    for (const at of [AT, LATER]) {
      const { url } = await served(world, undefined, at);
      const config = { repos: undefined, org: 'acme', budget: { maxRequests: 120 } };
      const { series, noData, failures } = await collected({ url, startedAt: at, state, config });
      const whole = Map.groupBy(series, ({ tags }) => tags.find((tag) => tag.startsWith('repo:')) ?? '');
      reached.push([...whole].filter(([, { length }]) => length > 60).map(([repo]) => repo));
      expect(failures).toEqual([]);
      expect(noData.map(({ reason }) => reason)).toContain(
        'the run has made the 120 requests that budget.maxRequests allows',
      );
    }

    expect(reached[0]).not.toEqual(reached[1]);
  });
});
