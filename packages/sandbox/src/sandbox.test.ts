import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from './sandbox.js';

const AT = new Date('2025-10-23T18:36:00Z');
let sandbox: Sandbox | undefined;

afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function started(...options: Parameters<typeof startSandbox>): Promise<Sandbox> {
  sandbox = await startSandbox(...options);
  return sandbox;
}

describe('a sandbox', () => {
  it('listens on 127.0.0.1 and points clients at its stand-ins', async () => {
    const { services, env } = await started({ at: AT, services: ['github', 'datadog'] });

    const urls = Object.values(services).map(({ url }) => new URL(url).hostname);

    expect(urls).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(env).toEqual({
      GITHUB_API_URL: services.github?.url,
      GITHUB_TOKEN: 'e83b6f0c2d7a4915bb61f2e09c5d3a874f10d6e2',
      DD_URL: services.datadog?.url,
      DD_API_KEY: '5a9d0e7c41b2f8663d1ea07b94c85f20',
      DD_APP_KEY: 'c07f52a1e94bd8360f7a2e5c1b96d4830ae7f215',
      METTA_DD_CONFIG: expect.stringMatching(/metta-dd\.yaml$/),
      METTA_DD_STATE_DIR: expect.stringMatching(/state$/),
      NO_PROXY: '127.0.0.1,localhost',
    });
  });

  it('names only the collectors that it is told of', async () => {
    const { env } = await started({ at: AT, collectors: ['github'] });

    const { collectors } = parse(await readFile(env.METTA_DD_CONFIG ?? '', 'utf8'));

    expect(Object.keys(collectors)).toEqual(['github']);
  });

  it('writes a configuration that names targets, environment and time', async () => {
    const { services, env } = await started({ at: AT });

    const configuration = parse(await readFile(env.METTA_DD_CONFIG ?? '', 'utf8'));

    expect(configuration).toMatchObject({
      env: 'sandbox',
      at: '2025-10-23T18:36:00.000Z',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a secret reference
      datadog: { url: services.datadog?.url, apiKey: '${env:DD_API_KEY}' },
      collectors: { github: { repos: ['acme/metta'], baseUrl: services.github?.url } },
    });
  });

  it('serves the sample at its time', async () => {
    const { services, env } = await started({ at: AT, services: ['github'] });

    const answer = await fetch(
      `${services.github?.url}/repos/acme/metta/commits?since=2025-10-16T18:36:01Z&per_page=100`,
      {
        headers: { authorization: `Bearer ${env.GITHUB_TOKEN}` },
      },
    );

    expect(answer.headers.get('date')).toBe('Thu, 23 Oct 2025 18:36:00 GMT');
    expect(await answer.json()).toHaveLength(84);
  });

  it('starts only the services that are named', async () => {
    const { services, env } = await started({ services: ['datadog'] });

    expect(Object.keys(services)).toEqual(['datadog']);
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
  });

  it('removes its files when it is closed, also when that happens twice', async () => {
    const running = await startSandbox({ at: AT, services: ['datadog'] });
    const file = running.env.METTA_DD_CONFIG ?? '';
    const before = existsSync(file);

    await running.close();
    await running.close();

    expect([before, existsSync(file)]).toEqual([true, false]);
  });

  it('leaves nothing running when a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const starting = startSandbox({ at: AT, ports: { datadog: port } });

    await expect(starting).rejects.toThrow('EADDRINUSE');
    await new Promise((resolve) => taken.close(resolve));
  });

  it('names everything that is wrong with its options at once', async () => {
    const options = {
      services: ['gihub'],
      at: new Date('never'),
      seed: 0.5,
      ports: { github: 70_000 },
      profile: { runs: -1 },
    };

    await expect(startSandbox(options)).rejects.toThrow(
      'cannot start the sandbox: unknown service "gihub" (did you mean github?); `at` is no time; ' +
        '`seed` is 0.5, not a whole number; the port of github is 70000; ' +
        'cannot generate a repository: runs is -1, no whole number from 0',
    );
  });
});
