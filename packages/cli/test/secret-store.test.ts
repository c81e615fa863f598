// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in configuration files look like this
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsProject, TOKEN } from './support/cli.js';
import { localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';

/** A store that writes down what it is asked for, and the way it was told to take. */
const STORE = `
  import { appendFileSync } from 'node:fs';
  const values = { key: '${KEY}', token: '${TOKEN}' };
  export default { apiVersion: 1, resolve: async ({ id }, { warn, network, fresh }) => {
    appendFileSync('asked.txt', JSON.stringify({ id, fresh: fresh === true, network }) + '\\n');
    if (process.env.STORE_IS_DOWN) {
      const code = 'SECRET_PROVIDER_UNAVAILABLE';
      throw Object.assign(new Error('cannot ask the store: it is down'), { code, hint: 'look after the store' });
    }
    warn(id + ' ends in a newline');
    return values[id];
  } };`;

const FLEET = 'fleets: [north], secrets: {token: "${aws-sm:token}"}';

function project(more = '') {
  const block = { apiVersion: 1, secrets: [{ schemes: ['aws-sm'], module: './index.js' }] };
  const cwd = shipsProject({
    'metta-dd.yaml': `env: test\ndatadog: {apiKey: "\${aws-sm:key}"}\n${more}collectors:\n  ships: {${FLEET}}\n  ships:far: {${FLEET.replace('north', 'south')}}\n`,
    'package.json': '{"dependencies": {"@acme/ships": "*", "store": "*"}}',
    'node_modules/store/package.json': JSON.stringify({
      name: 'store',
      version: '1.0.0',
      type: 'module',
      'metta-dd': block,
    }),
    'node_modules/store/index.js': STORE,
  });
  const asked = () =>
    readFileSync(join(cwd, 'asked.txt'), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  const start = (env: Readonly<Record<string, string>> = {}): Start => ({ cwd, env: { ...ownFolders(), ...env } });
  return { cwd, asked, start };
}

test('a secret is asked for once in a run, and what is wrong with it is told once', async () => {
  const datadog = await localDatadog([KEY]);
  const { asked, start } = project();

  const { code, stdout, stderr } = await runCli(['collect', '--push', '--json'], start({ DD_URL: datadog.url }));

  const { warnings } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(asked()).toHaveLength(2);
  expect(asked()).toEqual(expect.arrayContaining(['key', 'token'].map((id) => ({ id, fresh: false, network: {} }))));
  expect(warnings).toHaveLength(2);
  expect(warnings).toContainEqual({ code: 'SECRET', message: 'token ends in a newline' });
  expect(stderr.match(/warning: token ends in a newline/g)).toHaveLength(1);
});

test('a store is reached the way that the configuration names', async () => {
  const { cwd, asked, start } = project(
    'network: {proxy: "http://${env:PROXY_HOST}:3128", noProxy: [store.test], ca: ca.pem}\n',
  );
  writeFileSync(join(cwd, 'ca.pem'), 'an authority');

  const { code } = await runCli(['secrets', 'check', '--config', 'metta-dd.yaml'], start({ PROXY_HOST: 'proxy.test' }));

  const network = { proxy: 'http://proxy.test:3128', noProxy: ['store.test'], ca: 'an authority' };
  expect(code).toBe(0);
  expect(asked()).toContainEqual({ id: 'token', fresh: false, network });
});

test('a file that was found by searching does not send secrets through a proxy of its own', async () => {
  const { asked, start } = project('network: {proxy: "http://proxy.test:3128"}\n');

  const { code } = await runCli(['collect'], start());

  expect(code).toBe(3);
  expect(asked()).toEqual([{ id: 'token', fresh: false, network: {} }]);
});

test('a store that is down is told once, with all that it leaves unread', async () => {
  const { start } = project();
  const down = { STORE_IS_DOWN: '1' };
  const message = expect.stringMatching(/^cannot ask the store: it is down; not read: .*token/);

  const collect = await runCli(['collect', '--push', '--json'], start(down));
  const check = await runCli(['secrets', 'check', '--json'], start(down));
  const doctor = await runCli(['doctor', 'secrets', '--json'], start(down));

  expect([collect.code, check.code, doctor.code]).toEqual([3, 3, 3]);
  expect(JSON.parse(collect.stdout).errors).toMatchObject([
    { code: 'CONFIG_INVALID', message, hint: 'look after the store' },
  ]);
  expect(JSON.parse(check.stdout).errors).toEqual([
    {
      code: 'SECRET_PROVIDER_UNAVAILABLE',
      message: 'cannot ask the store: it is down; not read: datadog.apiKey, ships.token, ships:far.token',
      hint: 'look after the store',
    },
  ]);
  expect(JSON.parse(doctor.stdout).errors).toMatchObject([{ code: 'DOCTOR_SECRETS', hint: 'look after the store' }]);
  const everything = [collect, check, doctor].map(({ stderr }) => stderr).join('');
  expect(everything.match(/it is down/g)).toHaveLength(2);
});
