import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ownFolders, runCli, shipsProject } from './support/cli.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** A registry that holds only a stranger's package of the bare name. */
async function registryWith(stranger: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    const known = request.url === `/${stranger}`;
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    const versions = { '1.0.0': { name: stranger, version: '1.0.0', dist: { tarball: 'http://127.0.0.1:1/x.tgz' } } };
    response.end(
      JSON.stringify(known ? { name: stranger, 'dist-tags': { latest: '1.0.0' }, versions } : { error: 'no' }),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { asked, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}

test.each([[['plugins:install', 'pirates']], [['plugins', 'install', 'pirates']], [['plugins:add', 'pirates@1.0.0']]])(
  '%s expands or fails: the stranger of the bare name is never asked for',
  async (args) => {
    const { asked, url } = await registryWith('pirates');
    const env = { METTA_DD_NPM_REGISTRY: url };

    const { code, stdout, stderr } = await runCli([...args, '--json'], { env });

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      errors: [{ code: 'USAGE', message: '@metta-dd/collector-pirates does not exist in the registry' }],
    });
    expect([...new Set(asked.filter((path) => path.includes('pirates')))]).toEqual(['/@metta-dd/collector-pirates']);
    expect(stderr).toContain('metta-dd plugins:install github');
  },
);

test('links, lists and unlinks a collector, with nothing but data on stdout', async () => {
  const env = ownFolders();
  const folder = join(shipsProject({}), 'node_modules/@acme/ships');

  const linked = await runCli(['plugins:link', folder, '--no-install', '--json'], { env });
  const listed = await runCli(['collectors', 'list', '--json'], { env });
  const removed = await runCli(['plugins', 'uninstall', '@acme/ships', '--json'], { env });
  const empty = await runCli(['plugins', '--json'], { env });

  const ships = { name: '@acme/ships', version: '1.2.3', type: 'link', collectors: ['ships'] };
  expect([linked, removed, empty].map(({ stdout }) => JSON.parse(stdout).result)).toEqual([[ships], [ships], []]);
  expect(JSON.parse(listed.stdout).result).toMatchObject([{ id: 'ships', plugin: '@acme/ships', type: 'link' }]);
});

test('says what is not installed', async () => {
  const { code, stdout } = await runCli(['plugins:uninstall', 'boats', '--json']);

  expect(code).toBe(2);
  expect(JSON.parse(stdout).errors).toEqual([
    { code: 'USAGE', message: 'boats is not installed', hint: 'metta-dd plugins' },
  ]);
});

test('prefers the collector of the working project, and says what it hides', async () => {
  const env = ownFolders();
  const other = shipsProject({});
  writeFileSync(
    join(other, 'node_modules/@acme/ships/package.json'),
    JSON.stringify({
      name: '@acme/old-ships',
      version: '0.9.0',
      type: 'module',
      oclif: {},
      'metta-dd': { apiVersion: 1, collectors: [{ id: 'ships', module: './index.js' }] },
    }),
  );
  await runCli(['plugins:link', join(other, 'node_modules/@acme/ships'), '--no-install'], { env });
  const cwd = shipsProject({});
  mkdirSync(join(cwd, 'deploy'));

  const { stdout } = await runCli(['collectors', 'list', '--json'], { cwd: join(cwd, 'deploy'), env });

  expect(JSON.parse(stdout).result).toMatchObject([
    { id: 'ships', plugin: '@acme/ships', type: 'project', hides: ['@acme/old-ships@0.9.0 (link)'] },
  ]);
});
