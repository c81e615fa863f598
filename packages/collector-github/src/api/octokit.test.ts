import { hintOf } from '@metta-dd/core';
import { fakeRun } from '@metta-dd/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { clientOf } from '../../test/client.js';
import { AT } from '../../test/scenes.js';
import { scripted } from '../../test/scripted.js';
import { GitHubConfig } from '../config.js';
import { Budget } from './budget.js';
import { createClient } from './octokit.js';

const question = {
  route: 'GET /repos/{owner}/{repo}',
  parameters: { owner: 'acme', repo: 'metta' },
  answer: z.object({ id: z.number() }),
  purpose: 'core' as const,
};
const limited = (seconds: number) => ({
  status: 403,
  headers: { 'retry-after': String(seconds) },
  body: { message: 'You have exceeded a secondary rate limit' },
});

describe('a request', () => {
  test('names its version, its sender and the token', async () => {
    const { url, requests } = await scripted(() => ({ body: { id: 1 } }));
    const { rest } = await clientOf(url);

    await rest.get(question);

    expect(requests[0]?.headers).toMatchObject({
      authorization: 'token a-token',
      'user-agent': expect.stringContaining('metta-dd-collector-github'),
      'x-github-api-version': '2022-11-28',
    });
  });

  test.each([400, 401, 403, 404, 409, 422, 429, 451])('refused with %i is not asked again', async (status) => {
    const { url, requests } = await scripted(() => ({ status, body: { message: 'no' } }));
    const { rest } = await clientOf(url);

    await expect(rest.get(question)).rejects.toThrow(`${status} no`);

    expect(requests).toHaveLength(1);
  });

  test.each([500, 502, 503])('that fails with %i is asked three times', async (status) => {
    const { url, requests } = await scripted(() => ({ status, body: { message: 'broken' } }));
    const { rest } = await clientOf(url);

    await expect(rest.get(question)).rejects.toThrow(`${status} broken`);

    expect(requests).toHaveLength(3);
  });

  test('whose answer breaks off is asked again, not taken for an empty answer', async () => {
    const { url, requests } = await scripted((_request, index) =>
      index === 0 ? { body: '{"id":', destroy: true } : { body: { id: 7 } },
    );
    const { rest } = await clientOf(url);

    const { value } = await rest.get(question);

    expect([value, requests.length]).toEqual([{ id: 7 }, 2]);
  });

  test('waits once for the end of a secondary limit, where it is near', async () => {
    const { url, requests } = await scripted((_request, index) => (index === 0 ? limited(5) : { body: { id: 7 } }));
    const { rest, secondaryLimits } = await clientOf(url);

    const { value } = await rest.get(question);

    expect([value, requests.length, secondaryLimits()]).toEqual([{ id: 7 }, 2, 1]);
  });

  test.each([
    ['lasts longer than the run may wait', { budget: { maxWaitSeconds: 4 } }, 1],
    ['does not end with the first wait', {}, 2],
  ])('fails where a secondary limit %s', async (_name, config, asked) => {
    const { url, requests } = await scripted(() => limited(5));
    const { rest } = await clientOf(url, config);

    await expect(rest.get(question)).rejects.toThrow('403 secondary rate limit exceeded, asks for 5 s of quiet');

    expect(requests).toHaveLength(asked);
  });
});

describe('a GraphQL query', () => {
  const asked = { document: 'query { viewer { login } }', variables: {}, purpose: 'core' as const };

  test('is not paced like a write: four go at once', async () => {
    let waiting: (() => void)[] = [];
    const { url } = await scripted(async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { body: { data: {} } };
    });
    const { graph } = await clientOf(url);

    const answers = Promise.all(Array.from({ length: 8 }, () => graph.ask(asked)));
    for (const _half of [1, 2]) {
      // Paced at one a second, the fourth would come only after the test.
      await vi.waitUntil(() => waiting.length === 4, { interval: 1 });
      for (const answer of waiting) answer();
      waiting = [];
    }

    expect(await answers).toHaveLength(8);
  });

  test('that exceeds the limit fails with the reset time, and is asked once', async () => {
    const { url, requests } = await scripted(() => ({
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.UTC(2037, 0, 1, 14, 5) / 1000),
      },
      body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    }));
    const { graph } = await clientOf(url);

    await expect(graph.ask(asked)).rejects.toThrow('rate limit exceeded, resets 14:05 UTC');

    expect(requests).toHaveLength(1);
  });

  test('goes beside the REST root of an Enterprise server', async () => {
    const { url, requests } = await scripted(() => ({ body: { data: {} } }));
    const { graph } = await clientOf(`${url}/api/v3`);

    await graph.ask(asked);

    expect(requests.map((request) => request.url)).toEqual(['/api/graphql']);
  });
});

describe('credentials', () => {
  const opened = (config: object, secrets: { token?: string; appKey?: string }) => {
    const parsed = GitHubConfig.parse({ repos: ['acme/metta'], ...config });
    const given = { token: undefined, appKey: undefined, ...secrets };
    const run = fakeRun({ config: parsed, secrets: given, startedAt: AT });
    return createClient({ run, budget: new Budget(parsed.budget, () => {}), onSecondaryLimit: () => {} });
  };

  test.each([
    ['neither a token nor an App', {}, {}, 'there is no GitHub token', /set GITHUB_TOKEN/],
    [
      'an App without a key',
      { appId: 1 },
      { token: 't' },
      'the GitHub App has no private key',
      /GITHUB_APP_PRIVATE_KEY/,
    ],
    [
      'an App without an installation',
      { appId: '1' },
      { appKey: 'k' },
      'the GitHub App has no installation',
      /GITHUB_APP_INSTALLATION_ID/,
    ],
  ])('are missing with %s, and nothing is asked anonymously', async (_name, config, secrets, message, hint) => {
    const error: unknown = await opened(config, secrets).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'ConfigError', message });
    expect(hintOf(error)).toMatch(hint);
  });
});
