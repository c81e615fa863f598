import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collected, runOf, serving, worldOf } from '../../test/collected.js';

const WORLD = worldOf([runOf({ name: 'a' })]);
let folder = '';
let identityTokenFile = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metta-dd-wandb-'));
  identityTokenFile = join(folder, 'token');
  await writeFile(identityTokenFile, 'identity-of-the-cluster\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an identity token', () => {
  const options = { identityToken: 'identity-of-the-cluster' };
  const config = () => ({ identityTokenFile });

  it('is exchanged once for an access token', async () => {
    await serving(WORLD, options, async ({ url, requests }) => {
      const report = await collected({ url, config: config(), secrets: {} });

      expect(report.failures).toEqual([]);
      expect(requests.map(({ path }) => path).toSorted()).toEqual(['/graphql', '/graphql', '/oidc/token']);
    });
  });

  it('is exchanged again where the access token expires in mid-run', async () => {
    await serving(WORLD, options, async ({ url, requests, faults }) => {
      faults.add({ match: { path: '/graphql' }, status: 401, body: { errors: [{ message: 'expired' }] }, times: 1 });

      const report = await collected({ url, config: config(), secrets: {} });

      expect(report.failures).toEqual([]);
      expect(requests.filter(({ path }) => path === '/oidc/token')).toHaveLength(2);
    });
  });

  it('that is refused is told as such, and stands in no reason', async () => {
    const report = await serving(WORLD, { identityToken: 'another' }, ({ url }) =>
      collected({ url, config: config(), secrets: {} }),
    );

    expect(report.failures.map(({ reason, authentication }) => [reason, authentication])).toContainEqual([
      'cannot fetch active runs: cannot exchange the identity token for an access token: 401',
      true,
    ]);
    expect(JSON.stringify(report)).not.toContain('identity-of-the-cluster');
  });

  it('that cannot be read, or exchanged, fails the metrics', async () => {
    const missing = await serving(WORLD, options, ({ url }) =>
      collected({ url, config: { identityTokenFile: join(folder, 'none') }, secrets: {} }),
    );
    const broken = await serving(WORLD, options, ({ url, faults }) => {
      faults.add({ match: { path: '/oidc/token' }, status: 200, body: '<html>' });
      return collected({ url, config: config(), secrets: {} });
    });

    expect([missing.series, broken.series]).toEqual([[], []]);
    expect(missing.failures[0]?.reason).toMatch(/cannot read the identity token: ENOENT/);
    expect(broken.failures[0]?.reason).toMatch(/for an access token: 200 without a token$/);
  });
});
