import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, shipsInMode, shipsProject } from './support/cli.js';
import { folderWith } from './support/folder.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL('..', import.meta.url));

test('says what is wrong with an old Node, and exits with 8', async () => {
  const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';

  const people = await runCli(['collect'], { nodeArgs: ['--import', old] });
  const program = await runCli(['collect', '--json'], { nodeArgs: ['--import', old] });

  expect([people.code, people.stdout, program.code]).toEqual([8, '', 8]);
  expect(people.stderr).toMatch(/^metta-dd needs Node.js 24 or newer; this is v/);
  expect(JSON.parse(program.stdout)).toMatchObject({ ok: false, errors: [{ code: 'INCOMPATIBLE' }] });
});

test('gives one document with every field of the envelope', async () => {
  const { code, stdout } = await runCli(['collectors', 'list', '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    schema: 'metta-dd.collectors.list/1',
    ok: true,
    result: [],
    warnings: [],
    errors: [],
    meta: {
      runId: expect.any(String),
      cli: JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version,
      durationMs: expect.any(Number),
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  });
});

test('keeps the context of the parser out of a usage error', async () => {
  const { stdout, stderr } = await runCli(['collectors', 'list', '--jsn', '--json']);

  expect(JSON.parse(stdout).errors).toEqual([
    { code: 'USAGE', message: 'nonexistent flag: --jsn', hint: 'did you mean "--json"?' },
  ]);
  expect(stdout).not.toContain('run.js');
  expect(stderr).toBe('error: nonexistent flag: --jsn\n  did you mean "--json"?\n');
});

test('answers an unknown command without a question, with the nearest one', async () => {
  const people = await runCli(['colect']);
  const program = await runCli(['collectors', 'lst', '--json']);

  expect(people).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: unknown command "colect"\n  did you mean "collect"?\n',
  });
  expect(program.code).toBe(2);
  expect(JSON.parse(program.stdout)).toMatchObject({
    schema: 'metta-dd.error/1',
    ok: false,
    result: null,
    errors: [{ code: 'USAGE', hint: 'did you mean "collectors list"?' }],
  });
});

test('takes both spellings of a topic, and the old name of the list', async () => {
  const outputs = await Promise.all(
    [
      ['collectors', 'list'],
      ['collectors:list'],
      ['list-collectors'],
      ['plugins'],
      ['plugins:list'],
      ['plugins', 'list'],
    ].map(async (args) => (await runCli(args)).stdout.split(';')[0]?.trim()),
  );

  expect(outputs).toEqual([
    ...Array.from({ length: 3 }, () => 'no collector is installed'),
    ...Array.from({ length: 3 }, () => 'no plugin is installed'),
  ]);
});

test('turns to JSON by variable, and not by what follows a double dash', async () => {
  const byVariable = await runCli(['collectors', 'list'], { env: { METTA_DD_CONTENT_TYPE: 'json' } });
  const afterDashes = await runCli(['catalog', 'list', '--', '--json']);

  expect(JSON.parse(byVariable.stdout).ok).toBe(true);
  expect(afterDashes.stdout).toBe('no metric matches\n');
});

test('ends quietly, with its own code, when the reader has seen enough', async () => {
  const { cwd, env } = shipsInMode('fleet', ', maxSeries: 20000');
  const command = `"$NODE" "$BIN" collect --json | head -c 100 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const variables = {
    ...ownFolders(),
    ...env,
    PATH: process.env.PATH,
    NODE: process.execPath,
    BIN: `${root}/bin/run.js`,
  };

  const [stdout, stderr] = await new Promise<[string, string]>((resolve) => {
    execFile('bash', ['-c', command], { cwd, env: variables }, (_, out, err) => resolve([out, err]));
  });

  expect([stdout.trim(), stderr]).toEqual(['5', '']);
});

// Only that of util-linux takes a command and gives its exit code.
const { stdout: scriptVersion } = spawnSync('script', ['--version'], { encoding: 'utf8' });

test.skipIf(!/util-linux/.test(scriptVersion ?? ''))(
  'tells on a terminal how far each collector is in a line of its own, and nothing of it to a program',
  async () => {
    const { cwd, env } = shipsInMode(
      'half',
      ', deadline: 60s}\n  ships:far: {fleets: [east]}\n  ships:x: {fleets: [west]',
    );
    const variables = { ...ownFolders(), ...env, PATH: process.env.PATH, TERM: 'xterm' };
    const onTerminal = (args: string) => {
      const command = `"${process.execPath}" "${root}/bin/run.js" collect ${args} >/dev/null`;
      const options = { cwd, env: variables, encoding: 'utf8' } as const;
      const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], options);
      return { status, lines: stdout.split('\r\n').map((line) => line.split('\r\u001b[K').at(-1)) };
    };

    const people = onTerminal('');
    const program = onTerminal('--log-format json --log-level info');

    expect(people.status).toBe(5);
    expect(people.lines).toHaveLength(4);
    expect(people.lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ships: partial in \d+\.\d s; 0 requests, 1 points$/),
        expect.stringMatching(/^ships:far: ok in \d+\.\d s; 0 requests, 1 points$/),
        expect.stringMatching(/^ships:x: ok in \d+\.\d s; 0 requests, 1 points$/),
        '',
      ]),
    );
    const logged = program.lines.filter((line) => line !== '').map((line) => JSON.parse(line ?? ''));
    expect(logged.map(({ message }) => message)).toEqual(['collected', 'collected', 'collected']);
    expect(new Set(logged.map(({ collector }) => collector))).toEqual(new Set(['ships', 'ships:far', 'ships:x']));
    expect(new Set(logged.map(({ runId }) => runId)).size).toBe(1);
  },
);

test('keeps what a collector prints out of the data', async () => {
  const { stdout, stderr } = await runCli(['collect', '--json'], shipsInMode('chatty'));

  expect(JSON.parse(stdout).ok).toBe(true);
  expect(stderr).toBe('ahoy\nahoy\n');
});

test('colors nothing in a document, whatever the environment asks for, and takes --no-color', async () => {
  const { stdout } = await runCli(['collectors', 'list', '--json', '--no-color'], { env: { FORCE_COLOR: '1' } });

  expect(stdout).not.toContain('\u001b');
  expect(JSON.parse(stdout).ok).toBe(true);
});

test('puts a warning into the envelope and on stderr', async () => {
  const cwd = shipsProject({});
  const broken = { ...JSON.parse(readFileSync(`${cwd}/node_modules/@acme/ships/package.json`, 'utf8')) };
  broken['metta-dd'].collectors[0].catalog = './gone.json';
  const project = folderWith({
    'package.json': '{"dependencies": {"@acme/ships": "*"}}',
    'node_modules/@acme/ships/package.json': JSON.stringify(broken),
  });

  const { code, stdout, stderr } = await runCli(['catalog', 'list', '--json'], { cwd: project });

  expect(code).toBe(0);
  expect(JSON.parse(stdout).warnings).toMatchObject([{ code: 'CATALOG_UNREADABLE', collector: 'ships' }]);
  expect(stderr).toMatch(/^warning: ships: cannot read the catalog of @acme\/ships/);
});

test('has the manifest of all commands in the package', async () => {
  const manifest = JSON.parse(readFileSync(`${root}/oclif.manifest.json`, 'utf8'));

  expect(Object.keys(manifest.commands).toSorted()).toEqual([
    'catalog:list',
    'catalog:show',
    'collect',
    'collectors:inspect',
    'collectors:list',
    'config:init',
    'config:path',
    'config:schema',
    'config:show',
    'config:trust',
    'config:validate',
    'doctor',
    'metrics:list',
    'metrics:push-metadata',
    'metrics:search',
    'metrics:verify',
    'permissions',
    'plugins',
    'plugins:install',
    'plugins:link',
    'plugins:uninstall',
    'plugins:update',
    'run',
    'sandbox',
    'secrets:check',
    'secrets:list',
    'spool:drop',
    'spool:flush',
    'spool:inspect',
    'spool:list',
    'spool:status',
    'spool:verify',
  ]);
});
