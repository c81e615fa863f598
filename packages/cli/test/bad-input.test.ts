import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsInMode, TOKEN } from './support/cli.js';
import { folderWith } from './support/folder.js';
import { answering, listening, localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';
/** Two values, and seven metrics about the run. */
const POINTS = 9;

/** A module that is loaded before the command, and puts a function of Node in the place of another one. */
const replacing = (module: string, name: string, code: string) => [
  '--import',
  `data:text/javascript,import all from '${module}'; import { syncBuiltinESMExports } from 'node:module'; all.${name} = ${code}; syncBuiltinESMExports();`,
];
const WITHOUT_WAITING = replacing('node:timers/promises', 'setTimeout', 'async () => {}');
const DISK_IS_FULL = replacing(
  'node:fs/promises',
  'writeFile',
  "async () => { throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }); }",
);

function pushing(env: Readonly<Record<string, string>>, nodeArgs: readonly string[] = []): Start & { state: string } {
  const start = shipsInMode('calm');
  const folders = ownFolders();
  const all = { ...start.env, ...folders, DD_API_KEY: KEY, ...env };
  return { ...start, env: all, nodeArgs, state: folders.METTA_DD_STATE_DIR ?? '' };
}

/** Pushes, and gives what is told of it. */
async function push(start: Start) {
  const { code, stdout } = await runCli(['collect', '--push', '--json'], start);
  const { result, errors, warnings } = JSON.parse(stdout);
  const [delivery] = result?.delivery ?? [];
  const told: string[] = warnings.map(({ message }: { message: string }) => message);
  return { code, kept: delivery?.kept, accepted: delivery?.accepted, errors, warnings: told };
}

/** Points in the segments that wait on disk. */
async function waiting(start: Start): Promise<number> {
  const { stdout } = await runCli(['spool', 'status', '--json'], start);
  const destinations: { points: number }[] = JSON.parse(stdout).result.destinations;
  return destinations.reduce((sum, { points }) => sum + points, 0);
}

test('a site that Datadog does not have is an error of the configuration', async () => {
  const { code, errors } = await push(pushing({ DD_SITE: 'datadoghq.org' }));

  expect(code).toBe(3);
  expect(errors).toEqual([
    {
      code: 'CONFIG_INVALID',
      file: 'DD_SITE',
      path: 'datadog.site',
      message: expect.stringMatching(/^expected a Datadog site, one of datadoghq\.com, .*datadoghq\.eu/),
    },
  ]);
});

test.each([
  [
    'a key of another site',
    () => answering(403, '{"errors":["Forbidden"]}'),
    [],
    'INTAKE_REFUSED_KEY',
    '403 Forbidden: the key is wrong, revoked or of another site',
  ],
  [
    'a page with status 200',
    () => answering(200, '<html>Sign in</html>'),
    WITHOUT_WAITING,
    'DELIVERY_KEPT',
    '200 without the body that the intake documents: wrong address or a proxy',
  ],
  [
    'a page with status 403',
    () => answering(403, '<html>Blocked</html>'),
    [],
    'DELIVERY_KEPT',
    '403 without the body that the intake documents: wrong address or a proxy',
  ],
  [
    'an address of something else',
    () => answering(404, '<html>Not found</html>'),
    WITHOUT_WAITING,
    'DELIVERY_KEPT',
    '404: wrong site, address or a proxy',
  ],
])('%s keeps every point on disk, with one error', async (_, server, nodeArgs, code, reason) => {
  const url = await server();
  const start = pushing({ DD_URL: url }, nodeArgs);

  const pushed = await push(start);

  expect(pushed).toMatchObject({ code: 6, accepted: 0, kept: POINTS });
  expect(pushed.errors).toMatchObject([
    {
      code,
      message: `${POINTS} points not sent to ${new URL(url).host}: ${reason}`,
      hint: 'metta-dd doctor datadog',
    },
  ]);
  expect(await waiting(start)).toBe(POINTS);
});

test('a proxy that refuses is told by its name, and every point stays on disk', async () => {
  const proxy = createServer().on('connect', (_, socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  const address = await listening(proxy);
  const start = pushing({ HTTPS_PROXY: address }, WITHOUT_WAITING);

  const pushed = await push(start);

  expect(pushed).toMatchObject({ code: 6, accepted: 0, kept: POINTS });
  expect(pushed.errors).toMatchObject([
    {
      code: 'DELIVERY_KEPT',
      message: `${POINTS} points not sent to datadoghq.com: fetch failed: the proxy ${new URL(address).host} answered 403 to the request for a tunnel`,
    },
  ]);
  expect(await waiting(start)).toBe(POINTS);
});

test('a clock that is two hours off sends nothing, keeps all and says by how much', async () => {
  const bodies: string[] = [];
  const intake = createServer((request, response) => {
    void buffer(request).then((body) => {
      bodies.push((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString());
      response.writeHead(202, { date: 'Sat, 31 Jan 2026 10:00:00 GMT' }).end('{"errors":[]}');
    });
  });
  const start = pushing({ DD_URL: await listening(intake), METTA_DD_AT: '2026-01-31T12:00:00Z' });

  const pushed = await push(start);

  expect(pushed).toMatchObject({ code: 6, accepted: 0, kept: POINTS });
  expect(pushed.errors).toHaveLength(1);
  expect(pushed.errors[0].message).toContain(
    ": the clock is 120 minutes ahead of the intake's (2026-01-31T10:00:00.000Z)",
  );
  expect(bodies).toEqual(['{}']);
  expect(await waiting(start)).toBe(POINTS);
});

test('a spool of a newer version is left alone and told', async () => {
  const start = pushing({ DD_URL: await answering(403, '{"errors":["Forbidden"]}') });
  await push(start);
  const spool = join(start.state, 'spool');
  const [file = ''] = readdirSync(spool, { recursive: true }).filter((name) => String(name).endsWith('.series'));
  const newer = join(spool, String(file));
  writeFileSync(newer, readFileSync(newer, 'utf8').replace(/^metta-dd-spool\t1/, 'metta-dd-spool\t2'));
  const content = readFileSync(newer, 'utf8');

  const pushed = await push(start);

  expect(pushed.code).toBe(6);
  expect(pushed.warnings.filter((text) => text.includes('newer version'))).toEqual([
    expect.stringContaining('a segment of a newer version of metta-dd is left alone (destination'),
  ]);
  expect(readFileSync(newer, 'utf8')).toBe(content);
});

test.each([
  ['is no database', (file: string) => writeFileSync(file, 'a text of some length\n'.repeat(40)), 'not a database'],
  ['is of a newer version', (file: string) => newerState(file), 'version 99 is newer than'],
])('a state file that %s is set aside, told, and costs no point', async (_, make, reason) => {
  const datadog = await localDatadog([KEY]);
  const start = pushing({ DD_URL: datadog.url });
  const file = join(start.state, 'state.sqlite');
  make(file);
  const content = readFileSync(file);

  const pushed = await push(start);

  const [aside = ''] = readdirSync(start.state).filter((name) => /\.aside-.*-\d+$/.test(name));
  expect(pushed).toMatchObject({ code: 0, accepted: POINTS, kept: 0 });
  expect(pushed.warnings).toEqual([
    expect.stringMatching(new RegExp(`^the state file cannot be used and was set aside; begin anew .*${reason}`)),
  ]);
  expect(readFileSync(join(start.state, aside)).equals(content)).toBe(true);
});

function newerState(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
}

test('a disk that is full is told, and what the intake takes is sent all the same', async () => {
  const datadog = await localDatadog([KEY]);

  const pushed = await push(pushing({ DD_URL: datadog.url }, DISK_IS_FULL));

  expect(pushed).toMatchObject({ code: 0, accepted: POINTS, kept: 0 });
  expect(pushed.warnings).toContainEqual(
    expect.stringMatching(/^cannot write the spool: points are held in memory .*ENOSPC/),
  );
  expect(datadog.series('ships.afloat')).toHaveLength(2);
});

test.each([
  ['a full disk', {}, DISK_IS_FULL],
  ['a folder below a file', { METTA_DD_STATE_DIR: fileURLToPath(import.meta.url) }, []],
])('points that neither %s nor the intake takes are lost, and counted', async (_, env, nodeArgs) => {
  const start = pushing({ DD_URL: await answering(403, '{"errors":["Forbidden"]}'), ...env }, nodeArgs);

  const pushed = await push(start);

  expect(pushed.code).toBe(6);
  expect(pushed.warnings).toContainEqual(
    expect.stringMatching(new RegExp(`^points are lost: neither the disk nor the intake took them .*points ${POINTS}`)),
  );
});

test('a folder that cannot be made is told for the state and for the spool, and costs no point', async () => {
  const datadog = await localDatadog([KEY]);
  const folder = join(folderWith({ 'in-the-way': '' }), 'in-the-way', 'state');

  const pushed = await push(pushing({ DD_URL: datadog.url, METTA_DD_STATE_DIR: folder }));

  expect(pushed).toMatchObject({ code: 0, accepted: POINTS, kept: 0 });
  const [state = '', ...spool] = pushed.warnings;
  expect(state).toMatch(/^the state cannot be kept on disk; it is forgotten after this run .*ENOTDIR/);
  expect(spool.filter((text) => text.startsWith('cannot write the spool: points are held in memory'))).toHaveLength(1);
  expect(existsSync(folder)).toBe(false);
});

test.each([
  ['a key that is empty', { DD_API_KEY: '' }, 'datadog.apiKey', 'missing: pushing takes an API key'],
  ['a key of white space', { DD_API_KEY: ' \n' }, 'datadog.apiKey', 'cannot use the API key: it is empty'],
  [
    'a key that ends in a newline',
    { DD_API_KEY: `${KEY}\n` },
    'datadog.apiKey',
    'cannot use the API key: it begins or ends with white space',
  ],
  ['a token that is empty', { SHIPS_TOKEN: '' }, 'collectors.ships.secrets.token', 'the secret is not set'],
  [
    'a token of white space',
    { SHIPS_TOKEN: '\n' },
    'collectors.ships.secrets.token',
    'cannot use SHIPS_TOKEN: it is empty',
  ],
  [
    'a token that ends in a newline',
    { SHIPS_TOKEN: `${TOKEN}\n` },
    'collectors.ships.secrets.token',
    'cannot use SHIPS_TOKEN: it begins or ends with white space',
  ],
])('%s is an error of the configuration, before anybody is asked', async (_, env, path, message) => {
  const datadog = await localDatadog([KEY]);

  const pushed = await push(pushing({ DD_URL: datadog.url, ...env }));

  expect(pushed.code).toBe(3);
  expect(pushed.errors).toMatchObject([{ code: 'CONFIG_INVALID', path, message, hint: expect.stringMatching(/./) }]);
  expect(datadog.requests()).toEqual([]);
});
