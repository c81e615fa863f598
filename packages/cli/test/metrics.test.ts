import { type LocalDatadog, startLocalDatadog } from '@metta-dd/local-datadog';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli, type Start, shipsProject } from './support/cli.js';
import { answering } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const AT = new Date('2025-10-23T18:20:00Z');
const NOW = AT.getTime() / 1_000;
const KEYS = { DD_API_KEY: 'api-key-4c1f9e', DD_APP_KEY: 'app-key-7d20b3' };

/** A local Datadog with a point of each metric at its time, and a project that asks it. */
async function harbor(points: Readonly<Record<string, number>>): Promise<{ datadog: LocalDatadog; start: Start }> {
  const datadog = await startLocalDatadog({
    at: AT,
    apiKeys: [KEYS.DD_API_KEY],
    appKeys: [KEYS.DD_APP_KEY],
  });
  onTestFinished(() => datadog.close());
  for (const [metric, timestamp] of Object.entries(points)) {
    datadog.clock.set(new Date(timestamp * 1_000));
    const series = [{ metric, type: 3, points: [{ timestamp, value: 1 }] }];
    await fetch(`${datadog.url}/api/v2/series`, {
      method: 'POST',
      headers: { 'dd-api-key': KEYS.DD_API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ series }),
    });
  }
  datadog.clock.set(AT);
  return { datadog, start: { cwd: shipsProject({}), env: { ...KEYS, DD_URL: datadog.url } } };
}

async function json(args: readonly string[], start: Start) {
  const { code, stdout } = await runCli([...args, '--json'], start);
  const { result, errors } = JSON.parse(stdout);
  return { code, result, errors };
}

test('lists and searches what Datadog has, with the collector that declares it', async () => {
  const { start } = await harbor({
    'ships.afloat': NOW,
    'ships.pirates': NOW,
    'zoo.ships': NOW,
    'ships.sunk': NOW - 7_200,
  });

  const [list, all, search, people] = await Promise.all([
    json(['metrics', 'list'], start),
    json(['metrics', 'list', '*s', '--all', '--window', '1d'], start),
    json(['metrics', 'search', 'ships'], start),
    runCli(['metrics', 'list'], start),
  ]);

  const afloat = { metric: 'ships.afloat', collector: 'ships' };
  const pirates = { metric: 'ships.pirates' };
  expect(list).toEqual({ code: 0, result: [afloat, pirates], errors: [] });
  expect(all.result).toEqual([pirates, { metric: 'zoo.ships' }]);
  expect(search.result).toEqual([
    afloat,
    pirates,
    { metric: 'ships.sunk', collector: 'ships' },
    { metric: 'zoo.ships' },
  ]);
  expect(people).toEqual({
    code: 0,
    stdout: 'ships.afloat   ships\nships.pirates  in no catalog\n',
    stderr: '',
  });
});

test('verifies the catalogs against Datadog', async () => {
  const { start } = await harbor({ 'ships.pirates': NOW, 'ships.sunk': NOW - 7_200 });
  const missing = [{ metric: 'ships.afloat', collector: 'ships' }];
  const stale = [{ metric: 'ships.sunk', collector: 'ships' }];
  const unknown = [{ metric: 'ships.pirates' }];

  const [plain, checked, narrow, people] = await Promise.all([
    json(['metrics', 'verify'], start),
    json(['metrics', 'verify', '--exit-code'], start),
    json(['metrics', 'verify', 'ships.sunk', '--window', '3h', '--exit-code'], start),
    runCli(['metrics', 'verify'], start),
  ]);

  expect(plain).toEqual({ code: 0, result: { fresh: 0, missing, stale, unknown }, errors: [] });
  expect(checked).toEqual({
    code: 10,
    result: { fresh: 0, missing, stale, unknown },
    errors: [{ code: 'DRIFT', message: '3 metrics differ from the catalogs' }],
  });
  expect(narrow).toEqual({ code: 0, result: { fresh: 1, missing: [], stale: [], unknown: [] }, errors: [] });
  expect(people.stdout).toBe(
    [
      'missing  ships.afloat   ships',
      'stale    ships.sunk     ships',
      'unknown  ships.pirates  in no catalog',
      '',
      '0 fresh, 1 missing, 1 stale, 1 unknown',
      '',
    ].join('\n'),
  );
});

test('shows metadata that differ, writes them when told, and finds nothing to do then', async () => {
  const { datadog, start } = await harbor({ 'ships.afloat': NOW });
  const change = { type: 'gauge', description: 'Ships that swim.', unit: 'item' };
  const about = { metric: 'ships.afloat', collector: 'ships' };
  const sunk = { metric: 'ships.sunk', collector: 'ships', state: 'noPoints' };

  const dry = await json(['metrics', 'push-metadata'], start);
  const puts = () => datadog.requests().filter(({ method }) => method === 'PUT').length;
  const before = puts();
  const pushed = await json(['metrics', 'push-metadata', '--push'], start);
  const again = await json(['metrics', 'push-metadata', '--yes'], start);

  expect(dry).toEqual({
    code: 0,
    result: { pushed: false, metrics: [{ ...about, state: 'differs', change }, sunk] },
    errors: [],
  });
  expect(pushed.result).toEqual({ pushed: true, metrics: [{ ...about, state: 'written', change }, sunk] });
  expect(again.result).toEqual({ pushed: true, metrics: [{ ...about, state: 'equal' }, sunk] });
  expect([before, puts()]).toEqual([0, 1]);
});

test('metadata that cannot be written are a partial failure', async () => {
  const { datadog, start } = await harbor({ 'ships.afloat': NOW });
  datadog.faults.add({ match: { method: 'PUT' }, status: 400, body: '{"errors": ["error updating metric metadata"]}' });

  const { code, errors } = await json(['metrics', 'push-metadata', '--push'], start);

  expect({ code, errors }).toEqual({
    code: 5,
    errors: [
      {
        code: 'METADATA_FAILED',
        message: 'cannot write the metadata of ships.afloat: 400 error updating metric metadata',
      },
    ],
  });
});

test.each(['list', 'verify', 'push-metadata'])(
  'metrics %s ends with 4 where Datadog refuses the keys',
  async (verb) => {
    const { start } = await harbor({});
    const refused = { ...start, env: { ...start.env, DD_APP_KEY: 'key-of-a-stranger' } };

    const { code, result, errors } = await json(['metrics', verb], refused);
    const people = await runCli(['metrics', verb, '--quiet'], refused);

    expect({ code, result, errors }).toEqual({
      code: 4,
      result: null,
      errors: [
        {
          code: 'AUTHENTICATION',
          message: 'cannot list the metrics: 403 Forbidden',
          hint: expect.stringContaining('the application key needs the scope metrics_read'),
        },
      ],
    });
    expect(people).toMatchObject({ code: 4, stdout: '' });
    expect(people.stderr).toMatch(/^error: cannot list the metrics: 403 Forbidden\n/);
  },
);

test.each([
  [
    'another API',
    () => answering(404, '{"errors":["Not found"]}'),
    /^cannot list the metrics: 404 Not found$/,
    'metta-dd doctor datadog',
  ],
  [
    'a page of a proxy',
    () => answering(403, '<html>Sign in</html>'),
    /^cannot list the metrics: 403 with .* instead of JSON$/,
    'check DD_SITE, DD_URL and the proxy: that was not the API of Datadog',
  ],
])('%s instead of Datadog is told with what to type, and ends with 1', async (_, server, message, hint) => {
  const start = { cwd: shipsProject({}), env: { ...KEYS, DD_URL: await server() } };

  const answer = await json(['metrics', 'push-metadata', '--push'], start);

  expect(answer).toEqual({
    code: 1,
    result: null,
    errors: [{ code: 'DATADOG', message: expect.stringMatching(message), hint }],
  });
});

test('missing keys are told both at once, before anybody is asked', async () => {
  const { datadog, start } = await harbor({});

  const { code, errors } = await json(['metrics', 'verify'], { ...start, env: { DD_URL: datadog.url } });

  expect({ code, errors }).toEqual({
    code: 3,
    errors: ['apiKey', 'appKey'].map((name) => ({
      code: 'CONFIG_INVALID',
      message: 'missing: asking Datadog takes an API key and an application key',
      path: `datadog.${name}`,
      hint: `set ${name === 'apiKey' ? 'DD_API_KEY' : 'DD_APP_KEY'}, or name a reference at datadog.${name}`,
    })),
  });
  expect(datadog.requests()).toEqual([]);
});

test('a file that was found by searching does not send the keys to a foreign host', async () => {
  const { datadog, start } = await harbor({});
  const cwd = shipsProject({ 'metta-dd.yaml': `datadog: {url: "${datadog.url}"}\n` });

  const { code, errors } = await json(['metrics', 'list'], { ...start, cwd, env: KEYS });

  expect(code).toBe(3);
  expect(errors[0].message).toMatch(/^secrets would go to 127\.0\.0\.1/);
  expect(datadog.requests()).toEqual([]);
});

test('a window that is no time is a usage error', async () => {
  const { start } = await harbor({});

  const results = await Promise.all(
    ['31d', '90', '0.5s'].map((text) => json(['metrics', 'list', '--window', text], start)),
  );

  expect(results.map(({ code }) => code)).toEqual([2, 2, 2]);
});
