import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsProject, TOKEN } from './support/cli.js';
import { folderWith } from './support/folder.js';
import { answering, listening, localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';
const PASSWORD = 'pw-90c2e1d7b6a5f483';

interface ShownCheck {
  readonly area: string;
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly hint?: string;
}

function project(env: Readonly<Record<string, string>>, more = ''): Start {
  const yaml = `env: test\n${more}collectors: {ships: {fleets: [north, south]}}\n`;
  return { cwd: shipsProject({ 'metta-dd.yaml': yaml }), env: { ...ownFolders(), SHIPS_TOKEN: TOKEN, ...env } };
}

async function doctor(args: readonly string[], start: Start) {
  const { code, stdout, stderr } = await runCli(['doctor', ...args, '--json'], start);
  const { ok, result, errors } = JSON.parse(stdout);
  const checks: readonly ShownCheck[] = result?.checks ?? [];
  return { code, ok, checks, errors, output: stdout + stderr };
}

const told = (checks: readonly ShownCheck[]) => checks.map(({ area, name, state }) => `${area} ${name}: ${state}`);

test('finds nothing wrong with a sound installation', async () => {
  const datadog = await localDatadog([KEY]);
  const start = project({ DD_API_KEY: KEY, DD_URL: datadog.url });

  const { code, ok, checks } = await doctor([], start);
  const people = await runCli(['doctor'], start);

  const host = new URL(datadog.url).host;
  expect(told(checks)).toEqual([
    'node version: ok',
    'plugins ships: ok',
    'config file: ok',
    'config collectors: ok',
    'secrets datadog.apiKey: ok',
    'secrets datadog.appKey: ok',
    'secrets ships.token: ok',
    'disk state: ok',
    'disk spool: ok',
    'disk state file: ok',
    'sources ships: ok',
    `datadog ${host}: ok`,
    `clock ${host}: ok`,
    `proxy ${host}: ok`,
  ]);
  expect([code, ok, people.code]).toEqual([0, true, 0]);
  expect(people.stdout).toContain('\nsources\n  ok       ships');
  expect(checks.find(({ area }) => area === 'sources')?.message).toBe('2 targets (north, south); 0 requests');
});

test('says of everything that failed what to type next', async () => {
  const bad = 'datadog: {site: datadoghq.com, colour: red}\n';
  const cwd = shipsProject({
    'metta-dd.yaml': `env: test\n${bad}collectors:\n  ships: {fleets: [north], fleet: 1}\n  boats: {}\n`,
    'package.json': '{"dependencies": {"@acme/ships": "*", "new": "*"}}',
    'node_modules/new/package.json':
      '{"name": "new", "version": "9.0.0", "metta-dd": {"apiVersion": 2, "collectors": [{"id": "new", "module": "./x.js"}]}}',
  });

  const { code, checks, errors } = await doctor(['--offline'], { cwd });

  const failed = checks.filter(({ state }) => state === 'failed');
  expect(code).toBe(3);
  expect(told(failed)).toEqual([
    'plugins new: failed',
    'config datadog.colour: failed',
    'config collectors.ships.fleet: failed',
    'config collectors.boats: failed',
    'secrets ships.token: failed',
  ]);
  expect(failed.every(({ hint = '' }) => hint !== '')).toBe(true);
  expect(errors).toHaveLength(failed.length);
  expect(told(checks).filter((line) => line.endsWith('skipped'))).toEqual([
    'sources sources: skipped',
    'datadog datadog: skipped',
  ]);
});

test.each([
  ['a key that is refused', async () => answering(403, '{"errors":["Forbidden"]}'), 4, 'the key is refused: 403'],
  [
    'a page in its place',
    async () => answering(200, '<html>Sign in</html>'),
    6,
    'it does not answer as Datadog does: 200',
  ],
  ['nobody there', async () => 'http://127.0.0.1:9', 6, 'cannot reach http://127.0.0.1:9'],
])('tells %s from the others', async (_, server, expected, message) => {
  const { code, checks } = await doctor(['datadog'], project({ DD_API_KEY: KEY, DD_URL: await server() }));

  expect(code).toBe(expected);
  expect(checks).toHaveLength(1);
  expect(checks[0]?.message).toContain(message);
});

test('compares the clock with that of the intake', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { date: 'Sat, 31 Jan 2026 10:00:00 GMT' }).end('{"valid":true}');
  });
  const env = { DD_API_KEY: KEY, DD_URL: await listening(server) };

  const far = await doctor(['clock'], project(env, 'at: "2026-01-31T12:00:00Z"\n'));
  const near = await doctor(['clock'], project(env, 'at: "2026-01-31T10:02:00Z"\n'));

  expect([far.code, near.code]).toEqual([6, 0]);
  expect(far.checks[0]?.message).toMatch(/^720\d s ahead: nothing would be sent$/);
  expect(near.checks[0]?.state).toBe('warning');
});

test('names the metrics that go dark without a source', async () => {
  const start = project({});
  const cwd = start.cwd ?? '';
  const source = join(cwd, 'node_modules/@acme/ships/index.js');
  const broken = `open: async (run) => { throw Object.assign(new Error('401 for ' + run.secrets.token), { name: 'AuthenticationError' }); },`;
  writeFileSync(source, readFileSync(source, 'utf8').replace('open: async (run) => run,', broken));

  const { code, checks, errors, output } = await doctor(['sources'], start);

  expect(code).toBe(4);
  expect(checks).toMatchObject([
    { area: 'sources', name: 'ships', state: 'failed', message: '401 for [redacted]; 2 metrics go dark' },
  ]);
  expect(errors).toMatchObject([{ code: 'DOCTOR_SOURCES', metrics: ['ships.afloat', 'ships.sunk'] }]);
  expect(output).not.toContain(TOKEN);
});

test('reads one metric for each set of permissions, and names all that go dark with it', async () => {
  const start = project({});
  const file = join(start.cwd ?? '', 'metta-dd.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('south]', 'south], mode: mutiny'));

  const { code, checks, errors } = await doctor(['sources'], start);

  expect(code).toBe(4);
  expect(checks.map(({ message }) => message)).toEqual(['403; 2 metrics go dark']);
  expect(errors).toMatchObject([{ code: 'DOCTOR_SOURCES', metrics: ['ships.afloat', 'ships.sunk'] }]);
});

test('tells of a state file that is no database, and of a folder that cannot be written', async () => {
  const folders = ownFolders();
  writeFileSync(
    join(folders.METTA_DD_STATE_DIR ?? '', 'state.sqlite'),
    'no database at all, but a text of some length',
  );
  const file = join(folderWith({ 'in-the-way': '' }), 'in-the-way');

  const damaged = await doctor(['disk'], project(folders));
  const unwritable = await doctor(['disk'], project({ METTA_DD_STATE_DIR: file }));

  expect([damaged.code, unwritable.code]).toEqual([0, 6]);
  expect(told(damaged.checks)).toContain('disk state file: warning');
  expect(told(unwritable.checks).slice(0, 2)).toEqual(['disk state: failed', 'disk spool: failed']);
});

test('refuses a proxy that is none, and shows no password of one', async () => {
  const wrong = await doctor(['proxy'], project({ DD_API_KEY: KEY, HTTPS_PROXY: 'ftp://nowhere' }));
  const sound = await doctor(
    ['proxy'],
    project({ DD_API_KEY: KEY, HTTPS_PROXY: `http://user:${PASSWORD}@proxy.example:3128` }),
  );

  expect([wrong.code, sound.code]).toEqual([3, 0]);
  expect(sound.checks[0]?.message).toBe('goes through proxy.example:3128');
  expect(sound.output).not.toContain(PASSWORD);
});

test('writes an archive that can be looked into, without any secret', async () => {
  const plain = 'plain-secret-55aa77cc99ee';
  const start = project(
    { SHIPS_TOKEN: TOKEN, HTTP_PROXY: `http://user:${PASSWORD}@127.0.0.1:9` },
    `datadog: {apiKey: ${KEY}}\ntags: {note: "${plain}"}\n`,
  );
  const cwd = start.cwd ?? '';
  writeFileSync(join(cwd, '.env'), `OTHER_TOKEN=${plain}\n`);

  const { result } = JSON.parse(
    (await runCli(['doctor', '--offline', '--bundle', 'x.tar.gz', '--json'], start)).stdout,
  );
  const again = await doctor(['--offline', '--bundle', 'x.tar.gz'], start);

  const file = join(cwd, 'x.tar.gz');
  expect(result.bundle).toEqual({
    file: 'x.tar.gz',
    files: ['checks', 'versions', 'configuration', 'environment', 'spool', 'state'].map(
      (name) => `metta-dd/${name}.json`,
    ),
  });
  expect(statSync(file).mode & 0o077).toBe(0);
  const content = execFileSync('tar', ['-xzOf', file], { encoding: 'utf8' });
  const forms = [KEY, TOKEN, PASSWORD, plain].flatMap((secret) => [
    secret,
    secret.slice(4),
    Buffer.from(secret).toString('base64'),
  ]);
  expect(forms.filter((form) => content.includes(form))).toEqual([]);
  expect(content).toContain('"name": "SHIPS_TOKEN"');
  expect([again.code, again.errors[0].message]).toEqual([2, 'x.tar.gz is already there']);
});

test('knows its areas', async () => {
  const { code, errors } = await doctor(['discs'], project({}));

  expect([code, errors[0].message]).toEqual([2, 'there is no area "discs"']);
});
