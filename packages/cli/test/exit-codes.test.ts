import { createServer } from 'node:http';
import { startLocalDatadog } from '@metta-dd/local-datadog';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli, type Start, shipsInMode, shipsProject, startCli, TOKEN } from './support/cli.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** The exit code for people and for programs, and that of the envelope. */
async function codes(args: readonly string[], start: Start) {
  const [people, program] = await Promise.all([runCli(args, start), runCli([...args, '--json'], start)]);
  const envelope = JSON.parse(program.stdout);
  return { people: people.code, program: program.code, ok: envelope.ok, error: envelope.errors[0]?.code };
}

test.each([
  ['calm', { people: 0, program: 0, ok: true, error: undefined }],
  ['half', { people: 5, program: 5, ok: false, error: 'COLLECTION_FAILED' }],
  ['storm', { people: 7, program: 7, ok: false, error: 'COLLECTION_FAILED' }],
  ['mutiny', { people: 4, program: 4, ok: false, error: 'AUTHENTICATION' }],
  ['wreck', { people: 1, program: 1, ok: false, error: 'INTERNAL' }],
])('a run of mode %s exits with its code', async (mode, expected) => {
  expect(await codes(['collect'], shipsInMode(mode))).toEqual(expected);
});

test('a wrong flag, a wrong argument and a wrong value are usage errors', async () => {
  const usage = { people: 2, program: 2, ok: false, error: 'USAGE' };
  const start = shipsInMode('calm');

  const results = [
    await codes(['collect', '--psh'], start),
    await codes(['collect', '--at', 'yesterday'], start),
    await codes(['collect', '--push', '--dry-run'], start),
    await codes(['catalog', 'show'], start),
    await codes(['collectors', 'inspect', 'boats'], start),
  ];

  expect(results).toEqual([usage, usage, usage, usage, usage]);
});

test('a configuration that cannot be used, or lacks what pushing takes, exits with 3', async () => {
  const configuration = { people: 3, program: 3, ok: false, error: 'CONFIG_INVALID' };
  const bad = { cwd: shipsProject({ 'metta-dd.yaml': 'collectors: {ships: {fleet: [north]}}' }) };

  const results = [
    await codes(['collect'], bad),
    await codes(['collect', '--push'], shipsInMode('calm')),
    await codes(['collect', 'boats'], shipsInMode('calm')),
    await codes(['collect', 'ships/east'], shipsInMode('calm')),
  ];

  expect(results).toEqual([configuration, configuration, configuration, configuration]);
});

test('a collector that speaks another plugin API exits with 8 and harms no other', async () => {
  const { cwd = '', env = {} } = shipsInMode('calm');
  const project = shipsProject({
    'package.json': '{"dependencies": {"@acme/ships": "*", "new": "*"}}',
    'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}, new: {}}',
    'node_modules/new/package.json':
      '{"name": "new", "version": "9.0.0", "metta-dd": {"apiVersion": 2, "collectors": [{"id": "new", "module": "./x.js"}]}}',
  });

  const { code, stdout } = await runCli(['collect', '--json'], { cwd: project, env });
  const { result, errors } = JSON.parse(stdout);

  expect(cwd).not.toBe(project);
  expect(code).toBe(8);
  expect(result.collectors.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
    ['ships', 'ok'],
    ['new', 'failed'],
  ]);
  expect(errors[0].message).toBe('new: needs plugin API 2, this metta-dd offers 1: upgrade metta-dd');
});

test('the deadline of the run ends a collector that waits', async () => {
  expect(await codes(['collect', '--deadline', '300ms'], shipsInMode('adrift'))).toEqual({
    people: 9,
    program: 9,
    ok: false,
    error: 'DEADLINE',
  });
});

test('a collector that blocks is ended by the watchdog, with one document', async () => {
  const { code, stdout } = await runCli(['collect', '--json'], shipsInMode('stuck', ', deadline: 100ms'));
  const { ok, result, errors } = JSON.parse(stdout);

  expect({ code, ok, states: result.collectors.map(({ state }: { state: string }) => state) }).toEqual({
    code: 9,
    ok: false,
    states: ['failed'],
  });
  expect(errors[0].code).toBe('DEADLINE');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s lets the run end and report', async (signal, expected) => {
  const { child, ended } = startCli(['collect', '--json'], shipsInMode('adrift'));
  child.stderr?.once('data', () => child.kill(signal));
  const { code, stdout } = await ended;
  const { ok, errors } = JSON.parse(stdout);

  expect({ code, ok, errors: errors.map((error: { code: string }) => error.code) }).toEqual({
    code: expected,
    ok: false,
    errors: ['INTERRUPTED', 'COLLECTION_FAILED', 'COLLECTION_FAILED'],
  });
});

test('pushes what was collected, and metrics about the run', async () => {
  const datadog = await startLocalDatadog({ apiKeys: ['key-for-the-test'], strict: true });
  onTestFinished(() => datadog.close());
  const { cwd = '', env = {} } = shipsInMode('half');

  const start = { cwd, env: { ...env, DD_URL: datadog.url, DD_API_KEY: 'key-for-the-test' } };
  const { code, stdout } = await runCli(['collect', '--push', '--json'], start);
  const { result } = JSON.parse(stdout);

  expect(code).toBe(5);
  expect(result.delivery).toMatchObject([{ destination: new URL(datadog.url).host, rejected: 0, kept: 0 }]);
  expect(datadog.series('ships.afloat').map(({ tags, points }) => [tags, points.map(([, value]) => value)])).toEqual([
    [['env:test', 'fleet:north'], [3]],
  ]);
  expect(datadog.series('metta_dd.collector.up').map(({ points }) => points.map(([, value]) => value))).toEqual([[1]]);
});

test('keeps what the intake refuses the key for, and exits with 6', async () => {
  const server = createServer((_, response) => response.writeHead(403).end('{"errors":["Forbidden"]}'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { cwd = '', env = {} } = shipsInMode('calm');

  const start = { cwd, env: { ...env, DD_URL: `http://127.0.0.1:${port}`, DD_API_KEY: 'key-for-the-test' } };

  expect(await codes(['collect', '--push'], start)).toEqual({
    people: 6,
    program: 6,
    ok: false,
    error: 'INTAKE_REFUSED_KEY',
  });
});

test.each(['storm', 'wreck'])('shows no secret in mode %s, also at debug level', async (mode) => {
  const { stdout, stderr } = await runCli(['collect', '--json', '--log-level', 'debug'], shipsInMode(mode));

  const encodings = [TOKEN, TOKEN.slice(4), Buffer.from(TOKEN).toString('base64')];
  expect(encodings.filter((form) => `${stdout}${stderr}`.includes(form))).toEqual([]);
});
