import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import {
  ownFolders,
  runCli,
  type Start,
  type Started,
  shipsInMode,
  shipsProject,
  startCli,
  TOKEN,
} from './support/cli.js';
import { answering, listening, localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';
const EVERY_SECOND = 'schedule: {every: 1s, jitter: 0}\n';

function project(yaml: string): Start {
  return { cwd: shipsProject({ 'metta-dd.yaml': yaml }), env: { ...ownFolders(), SHIPS_TOKEN: TOKEN } };
}

/** Resolves with the first line of the stream for which the test is true. */
function lineWhere({ child }: Started, stream: 'stdout' | 'stderr', test: (line: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const input = child[stream];
    if (input === null) throw new Error('no pipe');
    createInterface({ input }).on('line', (line) => void (test(line) && resolve(line)));
    child.once('close', () => reject(new Error(`it ended without such a line on ${stream}`)));
  });
}

const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('runs aligned slots, answers on its port, and ends with the code of the signal', async () => {
  const started = startCli(
    ['run', '--dry-run', '--json', '--listen', '127.0.0.1:0'],
    project(`env: test\n${EVERY_SECOND}collectors: {ships: {fleets: [north]}}\n`),
  );
  const url = (await lineWhere(started, 'stderr', (line) => line.includes('listening'))).replace(/^.*url=/, '');

  await lineWhere(started, 'stdout', (line) => line.includes('run.finished'));
  const get = async (path: string) => {
    const answer = await fetch(`${url}${path}`);
    return [answer.status, await answer.text()] as const;
  };
  const [health, ready, metrics, other] = [
    await get('/healthz'),
    await get('/readyz'),
    await get('/metrics'),
    await get('/'),
  ];
  started.child.kill('SIGTERM');
  const { code, stdout } = await started.ended;

  expect([health, ready, other[0], code]).toEqual([[200, 'ok\n'], [200, 'ready\n'], 404, 143]);
  expect(metrics[1]).toContain('metta_dd_collector_up{collector="ships"} 1\n');
  const lines = events(stdout);
  expect(lines.slice(0, 3).map(({ type }) => type)).toEqual(['run.started', 'collector.finished', 'run.finished']);
  expect(lines[0].slot).toMatch(/:\d\d\.000Z$/);
  expect(lines.at(-1)).toMatchObject({
    type: 'result',
    schema: 'metta-dd.run/1',
    ok: false,
    result: { slots: { skipped: 0, failed: 0 }, collectors: [{ id: 'ships', state: 'ok' }] },
    errors: [{ code: 'INTERRUPTED', message: 'ended by SIGTERM' }],
  });
});

test('follows a new configuration on SIGHUP, and keeps the last good one', async () => {
  const yaml = (fleets: string) => `env: test\n${EVERY_SECOND}collectors: {ships: {fleets: [${fleets}]}}\n`;
  const start = project(yaml('north'));
  const file = join(start.cwd ?? '', 'metta-dd.yaml');
  const started = startCli(['run', '--dry-run', '--json', '--listen', 'off'], start);
  await lineWhere(started, 'stdout', (line) => line.includes('run.finished'));

  writeFileSync(file, yaml('north').replace('fleets', 'fleet'));
  const refused = lineWhere(started, 'stderr', (line) => line.includes('the last good one stays'));
  started.child.kill('SIGHUP');
  const told = await refused;
  await lineWhere(started, 'stdout', (line) => line.includes('run.finished'));
  writeFileSync(file, yaml('north, south'));
  const accepted = lineWhere(started, 'stderr', (line) => line.includes('the configuration was reloaded'));
  started.child.kill('SIGHUP');
  await accepted;
  await lineWhere(started, 'stdout', (line) => line.includes('collector.finished') && line.includes('south'));
  started.child.kill('SIGINT');
  const { code, stdout } = await started.ended;

  expect(told).toContain('collectors.ships.fleet: unknown key');
  expect(code).toBe(130);
  expect(events(stdout).at(-1).result.reloads).toEqual({ accepted: 1, refused: 1 });
});

test('puts what it has into the spool when it is stopped, and sends it when it comes back', async () => {
  const folders = ownFolders();
  const yaml = `env: test\n${EVERY_SECOND}collectors: {ships: {fleets: [north]}}\n`;
  const hanging = await listening(createServer(() => {}));
  const datadog = await localDatadog([KEY]);
  const start = (url: string): Start => {
    const { cwd = '', env } = project(
      `${yaml}datadog: {apiKey: ${KEY}, url: "${datadog.url}", destinations: [{name: lab, url: "${url}", apiKey: ${KEY}}]}\n`,
    );
    return { cwd, env: { ...env, ...folders, METTA_DD_CONFIG: join(cwd, 'metta-dd.yaml') } };
  };

  const started = startCli(['run', '--json', '--listen', 'off'], start(hanging));
  await lineWhere(started, 'stdout', (line) => line.includes('collector.finished'));
  started.child.kill('SIGTERM');
  const { code } = await started.ended;
  const lab = join(folders.METTA_DD_STATE_DIR ?? '', 'spool', 'lab');
  const waiting = () => readdirSync(lab).filter((name) => name.includes('.series'));
  const before = waiting();
  const back = await runCli(['run', '--once-each', '--json', '--listen', 'off'], start(datadog.url));

  expect(code).toBe(143);
  expect([before.length, waiting().length]).toEqual([1, 0]);
  expect(back.code).toBe(0);
  const delivery = events(back.stdout).find(({ type }) => type === 'delivery')?.delivery;
  expect(delivery[1]).toMatchObject({ destination: 'lab', kept: 0, expired: 0, inDoubt: 0 });
});

test.each([
  ['calm', 0],
  ['half', 5],
  ['storm', 7],
  ['mutiny', 4],
])('--once-each in mode %s ends like one collect', async (mode, expected) => {
  const start = shipsInMode(mode);

  const people = await runCli(['run', '--once-each', '--dry-run', '--listen', 'off'], start);
  const program = await runCli(['run', '--once-each', '--dry-run', '--listen', 'off', '--json'], start);

  expect([people.code, program.code]).toEqual([expected, expected]);
  expect(people.stdout).toBe('1 slots run, 0 skipped, 0 failed\n');
  expect(events(program.stdout).at(-1).ok).toBe(expected === 0);
});

test('exits with 6 where points are kept, and with 3 or 2 where it cannot start', async () => {
  const taken = new URL(await answering(403, '{"errors":["Forbidden"]}'));
  const start = shipsInMode('calm');
  const env = { ...start.env, DD_API_KEY: KEY, DD_URL: taken.origin };

  const kept = await runCli(['run', '--once-each', '--listen', 'off'], { ...start, env });
  const noKey = await runCli(['run', '--listen', 'off'], start);
  const busy = await runCli(['run', '--dry-run', '--listen', taken.host, '--json'], start);
  const wrong = await runCli(['run', '--dry-run', '--listen', 'nowhere'], start);

  expect([kept.code, noKey.code, busy.code, wrong.code]).toEqual([6, 3, 3, 2]);
  expect(JSON.parse(busy.stdout).errors).toMatchObject([
    { code: 'CONFIG_INVALID', hint: 'another one: --listen 127.0.0.1:0, or none: --listen off' },
  ]);
});
