import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { ownFolders, runCli, shipsProject, TOKEN } from './support/cli.js';
import { folderWith } from './support/folder.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const env = { SHIPS_TOKEN: TOKEN };

test('writes a first configuration that validates once it is filled in, and keeps .env out of git', async () => {
  const cwd = shipsProject({ '.gitignore': 'node_modules' });

  const first = await runCli(['config', 'init', '--json'], { cwd });
  const again = await runCli(['config', 'init'], { cwd });
  const valid = await runCli(['config', 'validate', '--json'], { cwd, env });

  expect([first.code, again.code, valid.code]).toEqual([0, 2, 0]);
  expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('node_modules\n.env\n');
  expect(readFileSync(join(cwd, '.env.sample'), 'utf8')).toContain('\nSHIPS_TOKEN=\n');
  expect(parse(readFileSync(join(cwd, 'metta-dd.yaml'), 'utf8')).collectors).toEqual({ ships: { fleets: [] } });
  expect(JSON.parse(valid.stdout).result).toEqual({ file: join(cwd, 'metta-dd.yaml'), collectors: ['ships'] });
});

test('tells problems for people and for programs', async () => {
  const cwd = shipsProject({
    'metta-dd.yaml': 'env: test\ncolectors: {}\ncollectors:\n  ships:\n    flets: [north]\n',
  });

  const people = await runCli(['config', 'validate'], { cwd, env });
  const program = await runCli(['config', 'validate', '--json'], { cwd, env });

  const file = join(cwd, 'metta-dd.yaml');
  expect(people.code).toBe(3);
  expect(people.stderr.replaceAll(cwd, '')).toMatchInlineSnapshot(`
    "error: /metta-dd.yaml:2:1: colectors: unknown key, expected one of env, service, team, tags, at, datadog, secrets, collectors, network, concurrency, deadline, schedule, health
      did you mean "collectors"?
    error: /metta-dd.yaml:5:5: collectors.ships.flets: unknown key, expected one of fleets, mode, baseUrl, events, deadline, schedule, maxSeries, metrics, secrets
      did you mean "fleets"?
    "
  `);
  expect(JSON.parse(program.stdout).errors).toMatchObject([
    { code: 'CONFIG_INVALID', path: 'colectors', file, line: 2, column: 1, hint: 'did you mean "collectors"?' },
    {
      code: 'CONFIG_INVALID',
      path: 'collectors.ships.flets',
      file,
      line: 5,
      column: 5,
      hint: 'did you mean "fleets"?',
    },
  ]);
});

test('shows where each value comes from, and no secret', async () => {
  const cwd = shipsProject({
    'metta-dd.yaml': `env: test\ndatadog: {apiKey: plain-api-key-0001}\ncollectors: {ships: {fleets: [north], secrets: {token: ${TOKEN}}}}\n`,
    '.env': 'DD_SERVICE=from-dotenv\n',
  });

  const { stdout } = await runCli(['config', 'show', '--origin', '--json'], { cwd, env: { DD_SITE: 'datadoghq.eu' } });
  const plain = await runCli(['config', 'show'], { cwd });

  const file = join(cwd, 'metta-dd.yaml');
  expect(JSON.parse(stdout).result).toEqual([
    { path: 'env', value: 'test', origin: `${file}:1:1` },
    { path: 'datadog.apiKey', value: '[redacted]', origin: `${file}:2:11` },
    { path: 'datadog.site', value: 'datadoghq.eu', origin: 'DD_SITE' },
    { path: 'collectors.ships.fleets', value: ['north'], origin: `${file}:3:22` },
    { path: 'collectors.ships.secrets.token', value: '[redacted]', origin: `${file}:3:49` },
    { path: 'service', value: 'from-dotenv', origin: 'DD_SERVICE (.env)' },
  ]);
  expect(plain.stdout).not.toMatch(/plain-api-key|tok-7f3a/);
});

test('sends secrets to a stranger only after trust, and only while the file stays as it was', async () => {
  const cwd = shipsProject({
    'metta-dd.yaml': 'env: test\ncollectors: {ships: {fleets: [north], baseUrl: "https://evil.test"}}\n',
  });
  const start = { cwd, env: { ...env, ...ownFolders() } };
  const collect = async (...more: string[]) => (await runCli(['collect', ...more], start)).code;

  const before = await collect();
  const named = await collect('--config', 'metta-dd.yaml');
  await runCli(['config', 'trust'], start);
  const trusted = await collect();
  appendFileSync(join(cwd, 'metta-dd.yaml'), 'team: other\n');
  const changed = await collect();

  expect({ before, named, trusted, changed }).toEqual({ before: 3, named: 0, trusted: 0, changed: 3 });
});

test('finds the file above, up to the root of the repository', async () => {
  const cwd = folderWith({ 'metta-dd.yaml': 'env: test\n', 'inner/.git/HEAD': '', 'inner/deep/x': '', 'beside/x': '' });

  const beside = await runCli(['config', 'path'], { cwd: join(cwd, 'beside') });
  const other = await runCli(['config', 'path', '--json'], { cwd: join(cwd, 'inner/deep') });

  expect(beside.stdout).toBe(`${join(cwd, 'metta-dd.yaml')}\n`);
  expect(other.code).toBe(3);
  expect(existsSync(beside.stdout.trim())).toBe(true);
});

test('prints a JSON Schema that tells right from wrong files', async () => {
  const { stdout } = await runCli(['config', 'schema'], { cwd: shipsProject({}) });
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout));

  const verdicts = [
    { env: 'test', collectors: { ships: { fleets: ['north'], deadline: '2m' }, 'ships:south': null } },
    { env: 'test', colectors: {} },
    { collectors: { boats: {} } },
    { collectors: { ships: { secrets: { tokn: 'x' } } } },
  ].map((file) => validate(file));

  expect(verdicts).toEqual([true, false, false, false]);
});
