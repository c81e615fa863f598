// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in configuration files look like this
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../test/support/folder.js';
import { foundShips } from '../../test/support/ships.js';
import type { Environment } from './environment.js';
import { type Configuration, type LoadRequest, loadConfiguration } from './load.js';
import { InvalidConfiguration } from './problem.js';
import type { FoundProvider } from './providers.js';
import { parseSelected } from './selection.js';
import { readSettings } from './settings.js';
import type { Setting } from './variables.js';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Environment;
  readonly flags?: readonly Setting[];
  readonly select?: readonly string[];
  readonly request?: Partial<LoadRequest>;
}

function load({ files = {}, environment = {}, flags = [], select = [], request = {} }: Given): Promise<Configuration> {
  const cwd = folderWith(files);
  return loadConfiguration({
    settings: readSettings({ environment, cwd, home: cwd }, flags),
    installed: [foundShips()],
    providers: [],
    selected: select.map(parseSelected),
    filter: {},
    push: false,
    trusted: false,
    protect: () => {},
    ...request,
  });
}

async function problems(given: Given): Promise<string[]> {
  const error: unknown = await Promise.resolve()
    .then(() => load(given))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidConfiguration)) throw error;
  return error.problems.map(({ file, line, column, path, message, hint }) => {
    const place = [file?.split('/').at(-1), line, column].filter((part) => part !== undefined).join(':');
    return [place, path, message, hint].filter(Boolean).join(' | ');
  });
}

const token = { SHIPS_TOKEN: 'tok-0123456789' };

test('reports every problem at once with its place and the nearest key', async () => {
  const yaml = `env: production
collectors:
  ships:
    fleet: [north]
    fleets: [North]
    limits:
      ton: 3
    metrcs: {include: ship.*}
    deadline: 90
    baseUrl: \${env:SHIPS_URL}
    secrets:
      tokn: \${file:/nowhere/token}
  boats: {}
concurency: 3
deadline: 2
datadog: {site: example.org}
`;

  const told = await problems({ files: { 'metta-dd.yaml': yaml } });

  expect(told).toMatchInlineSnapshot(`
    [
      "metta-dd.yaml:4:5 | collectors.ships.fleet | unknown key, expected one of fleets, baseUrl, limits, events, deadline, schedule, maxSeries, metrics, secrets | did you mean "fleets"?",
      "metta-dd.yaml:5:14 | collectors.ships.fleets[0] | expected a fleet in lower case",
      "metta-dd.yaml:7:7 | collectors.ships.limits.ton | unknown key, expected one of tons | did you mean "tons"?",
      "metta-dd.yaml:8:5 | collectors.ships.metrcs | unknown key, expected one of fleets, baseUrl, limits, events, deadline, schedule, maxSeries, metrics, secrets | did you mean "metrics"?",
      "metta-dd.yaml:9:5 | collectors.ships.deadline | expected a duration such as 90s or 2m",
      "metta-dd.yaml:10:5 | collectors.ships.baseUrl | cannot resolve \${env:SHIPS_URL}: SHIPS_URL is not set",
      "metta-dd.yaml:11:5 | collectors.ships.secrets.token | the secret is not set | set SHIPS_TOKEN, or name a reference such as \${file:/run/secrets/token} at collectors.ships.secrets.token",
      "metta-dd.yaml:12:7 | collectors.ships.secrets.tokn | cannot resolve \${file:/nowhere/token}: ENOENT: no such file or directory, open '/nowhere/token'",
      "metta-dd.yaml:13:3 | collectors.boats | no collector "boats" is installed | metta-dd plugins:install boats",
      "metta-dd.yaml:14:1 | concurency | unknown key, expected one of env, service, team, tags, at, datadog, secrets, collectors, network, concurrency, deadline, schedule, health | did you mean "concurrency"?",
      "metta-dd.yaml:15:1 | deadline | expected a duration such as 90s or 2m",
      "metta-dd.yaml:16:11 | datadog.site | expected a Datadog site, one of datadoghq.com, us3.datadoghq.com, us5.datadoghq.com, ap1.datadoghq.com, ap2.datadoghq.com, uk1.datadoghq.com, datadoghq.eu, ddog-gov.com, us2.ddog-gov.com; another intake is named by datadog.url",
    ]
  `);
});

test('reports each syntax error with its line', async () => {
  const told = await problems({ files: { 'metta-dd.yaml': 'env: [a\ncollectors: }\n' } });

  expect(told[0]).toMatch(/^metta-dd\.yaml:2:1 \| /);
});

test('lets flags win over the environment, the environment over the file, the file over defaults', async () => {
  const files = {
    'metta-dd.yaml':
      'env: file\nservice: file\nteam: file\ntags: {a: file, b: file}\nat: 2026-01-01T00:00:00Z\ncollectors: {ships: {fleets: [north]}}\n',
  };
  const environment = { ...token, DD_ENV: 'variable', DD_TAGS: 'b:variable', METTA_DD_AT: '2026-02-01T00:00:00Z' };
  const at = { path: ['at'], value: '2026-03-01T00:00:00Z', name: '--at', origin: 'flag' } as const;

  const { host, tags, instances } = await load({ files, environment, flags: [at] });

  expect(tags).toEqual({ a: 'file', b: 'variable', env: 'variable', service: 'file', team: 'file' });
  expect(host.at?.toISOString()).toBe('2026-03-01T00:00:00.000Z');
  expect(instances.map(({ config }) => config)).toEqual([{ fleets: ['north'], baseUrl: 'https://api.ships.test' }]);
});

test('configures a collector from variables alone', async () => {
  const environment = { ...token, METTA_DD_COLLECTORS__SHIPS__FLEETS: '[north, south]' };

  const { instances } = await load({ environment });

  expect(instances[0]?.config).toEqual({ fleets: ['north', 'south'], baseUrl: 'https://api.ships.test' });
});

test('takes the established variables that a manifest names', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north], baseUrl: "https://file.ships.test"}}' };

  const { instances } = await load({ files, environment: { ...token, SHIPS_API_URL: 'https://ships.example' } });

  expect(instances[0]?.config).toEqual({ fleets: ['north'], baseUrl: 'https://ships.example' });
});

test('reads a .env beside the file, which never overrides the environment', async () => {
  const files = {
    'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}}',
    '.env': 'SHIPS_TOKEN=dotenv\nDD_ENV=dotenv\n',
  };

  const { tags, instances } = await load({ files, environment: { DD_ENV: 'variable' } });

  expect(tags).toEqual({ env: 'variable' });
  expect(instances[0]?.secrets).toEqual({ token: 'dotenv', seal: undefined });
});

test('keeps the keys of the host from the schema of the collector', async () => {
  const block =
    'fleets: [north], events: true, deadline: 1m30s, maxSeries: 7, metrics: {include: "ships.*", exclude: "*.tons"}';
  const files = { 'metta-dd.yaml': `collectors: {ships: {${block}}}` };

  const [instance] = (await load({ files, environment: token })).instances;

  expect(instance).toMatchObject({ name: 'ships', events: true, deadlineMs: 90_000, maxSeries: 7 });
  expect(['ships.afloat', 'ships.tons', 'boats.afloat'].map((name) => instance?.wants?.(name))).toEqual([
    true,
    false,
    false,
  ]);
});

test('prefers the named secret to the variable, and protects it', async () => {
  const files = {
    'metta-dd.yaml': 'collectors: {ships: {fleets: [north], secrets: {token: "${file:token.txt}"}}}',
    'token.txt': 'from-the-file\n',
  };
  const hidden: string[] = [];

  const { instances } = await load({ files, environment: token, request: { protect: (value) => hidden.push(value) } });

  expect(instances[0]?.secrets.token).toBe('from-the-file');
  expect(hidden).toEqual(['from-the-file']);
});

test('says which variable a missing secret takes', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}}' };

  expect(await problems({ files })).toEqual([
    'metta-dd.yaml:1:14 | collectors.ships.secrets.token | the secret is not set | set SHIPS_TOKEN, or name a reference such as ${file:/run/secrets/token} at collectors.ships.secrets.token',
  ]);
});

test('asks AWS where the environment names a region', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}}' };
  const resolve = async ({ id }: { readonly id: string }) => `value of ${id}`;
  const provider = { scheme: 'aws-sm', plugin: 'p', load: async () => ({ apiVersion: 1, resolve }) };
  const environment = { AWS_REGION: 'us-east-1' };

  const { instances } = await load({ files, environment, request: { providers: [provider] } });

  expect(instances[0]?.secrets.token).toBe('value of ships/token');
});

test('says what to install for a reference to AWS', async () => {
  const files = { 'metta-dd.yaml': 'tags: {a: "${aws-sm:x#y}"}\ncollectors: {ships: {fleets: [north]}}' };

  expect(await problems({ files, environment: token })).toEqual([
    'metta-dd.yaml:1:8 | tags.a | cannot resolve ${aws-sm:x#y}: ${aws-sm:…} needs @metta-dd/secrets-aws | metta-dd plugins:install @metta-dd/secrets-aws',
  ]);
});

test('takes an environment and an API key to push', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}}' };

  const told = await problems({ files, environment: token, request: { push: true } });

  expect(told).toEqual([
    'metta-dd.yaml | env | missing: pushing without it would mix environments | set DD_ENV, or env in the file',
    'metta-dd.yaml | datadog.apiKey | missing: pushing takes an API key | set DD_API_KEY, name a reference at datadog.apiKey, or leave out --push',
  ]);
});

test('does not resolve the keys of Datadog on a dry run', async () => {
  const files = { 'metta-dd.yaml': 'datadog: {apiKey: "${env:DD_API_KEY}"}\ncollectors: {ships: {fleets: [north]}}' };

  const { destinations } = await load({ files, environment: token });

  expect(destinations).toEqual([]);
});

test('sends to the site, or to the URL that replaces it', async () => {
  const files = { 'metta-dd.yaml': 'env: test\ncollectors: {ships: {fleets: [north]}}' };
  const environment = { ...token, DD_API_KEY: 'key', DD_SITE: 'app.us3.datadoghq.com' };
  const push = { request: { push: true } };

  const site = await load({ files, environment, ...push });
  const local = await load({ files, environment: { ...environment, DD_URL: 'http://127.0.0.1:8126' }, ...push });

  expect([site, local].flatMap(({ destinations }) => destinations)).toMatchObject([
    { name: 'us3.datadoghq.com', url: 'https://api.us3.datadoghq.com', apiKey: 'key' },
    { name: '127.0.0.1:8126', url: 'http://127.0.0.1:8126', apiKey: 'key' },
  ]);
});

test('sends to further destinations, each with a name of its own', async () => {
  const destinations = '[{site: datadoghq.eu, apiKey: eu}, {name: lab, apiKey: lab}]';
  const yaml = `env: test\ndatadog: {apiKey: us, destinations: ${destinations}}\ncollectors: {ships: {fleets: [north]}}`;
  const twice = yaml.replace('name: lab, ', '');

  const sound = await load({ files: { 'metta-dd.yaml': yaml }, environment: token, request: { push: true } });
  const told = await problems({ files: { 'metta-dd.yaml': twice }, environment: token, request: { push: true } });

  expect(sound.destinations.map(({ name, url, apiKey }) => [name, url, apiKey])).toEqual([
    ['datadoghq.com', 'https://api.datadoghq.com', 'us'],
    ['datadoghq.eu', 'https://api.datadoghq.eu', 'eu'],
    ['lab', 'https://api.datadoghq.com', 'lab'],
  ]);
  expect(told).toEqual([
    'metta-dd.yaml:2:72 | datadog.destinations[1] | a second destination "datadoghq.com" | give it a name of its own: name: other-org',
  ]);
});

test('reads a key again from where its reference points', async () => {
  const files = {
    'key.txt': 'first-key\n',
    'metta-dd.yaml': 'env: test\ndatadog: {apiKey: "${file:key.txt}"}\ncollectors: {ships: {fleets: [north]}}',
  };
  const protectedValues: string[] = [];
  const request = { push: true, protect: (value: string) => void protectedValues.push(value) };

  const { destinations, host } = await load({ files, environment: token, request });
  const again = await destinations[0]?.refreshApiKey();

  expect([destinations[0]?.apiKey, again, host.env]).toEqual(['first-key', 'first-key', 'test']);
  expect(protectedValues.filter((value) => value === 'first-key')).toHaveLength(2);
});

test('every run asks with an environment of its own, so that no provider answers it from the one before', async () => {
  const environments: unknown[] = [];
  const provider: FoundProvider = {
    scheme: 'aws-sm',
    plugin: 'store',
    load: async () => ({
      apiVersion: 1,
      resolve: async (_, { environment }) => `tok-${environments.push(environment)}`,
    }),
  };
  const cwd = folderWith({
    'metta-dd.yaml': 'collectors: {ships: {fleets: [north], secrets: {token: "${aws-sm:a}"}}}',
  });
  const settings = readSettings({ environment: {}, cwd, home: cwd });

  const first = await load({ request: { settings, providers: [provider] } });
  const second = await load({ request: { settings, providers: [provider] } });

  expect([first, second].map(({ instances }) => instances[0]?.secrets)).toEqual([
    { token: 'tok-1' },
    { token: 'tok-2' },
  ]);
  expect(new Set(environments).size).toBe(2);
});

test('refuses to send secrets to a stranger that only a found file or its .env names', async () => {
  const files = {
    'metta-dd.yaml': 'collectors: {ships: {fleets: [north], baseUrl: "https://ships.evil.test"}}',
    '.env': 'HTTPS_PROXY=http://proxy.evil.test:3128\n',
  };

  const told = await problems({ files, environment: token });
  const cwd = folderWith(files);
  const named = readSettings({ environment: token, cwd, home: cwd, named: 'metta-dd.yaml' });

  expect(told.map((line) => line.split(',')[0])).toEqual([
    'metta-dd.yaml | HTTPS_PROXY | secrets would go to proxy.evil.test',
    'metta-dd.yaml:1:39 | collectors.ships.baseUrl | secrets would go to ships.evil.test',
  ]);
  expect(named.found).toEqual({ file: join(cwd, 'metta-dd.yaml'), by: 'flag' });
});

test('keeps a collector that cannot be loaded from stopping the others', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}, wrecks: {}}' };
  const wrecks = { ...foundShips(), id: 'wrecks', load: () => Promise.reject(new Error('sunk')) };

  const { instances, broken } = await load({
    files,
    environment: token,
    request: { installed: [foundShips(), wrecks] },
  });

  expect(instances.map(({ name }) => name)).toEqual(['ships']);
  expect(broken).toEqual([{ name: 'wrecks', reason: 'sunk', incompatible: false }]);
});

test('knows a second instance by its name, and selects by id or by name', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}, "ships:south": {fleets: [south]}}' };

  const names = await Promise.all(
    [[], ['ships'], ['ships:south']].map(async (select) =>
      (await load({ files, environment: token, select })).instances.map(({ name }) => name),
    ),
  );

  expect(names).toEqual([['ships', 'ships:south'], ['ships', 'ships:south'], ['ships:south']]);
});

test('says what to type for a collector that is not configured or not installed', async () => {
  const files = { 'metta-dd.yaml': 'collectors: {ships: {fleets: [north]}}' };

  expect(await problems({ files, environment: token, select: ['shps', 'github'] })).toEqual([
    'metta-dd.yaml | no collector "shps" is installed | did you mean "ships"?',
    'metta-dd.yaml | no collector "github" is installed | metta-dd plugins:install github',
  ]);
});
