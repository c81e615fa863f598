import { expect, test, vi } from 'vitest';
import { runCli, shipsProject, TOKEN } from './support/cli.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';

const project = (more = '') =>
  shipsProject({
    'key.txt': `${KEY}\n`,
    'metta-dd.yaml': `env: test\ndatadog:\n  apiKey: "\${file:key.txt}"\ncollectors:\n  ships: {fleets: [north]${more}}\n`,
  });

test('lists where each secret would come from, without reading any', async () => {
  const { code, stdout } = await runCli(['secrets', 'list', '--json'], { cwd: project(), env: { SHIPS_TOKEN: TOKEN } });

  expect(code).toBe(0);
  expect(JSON.parse(stdout).result).toEqual([
    {
      name: 'datadog.apiKey',
      path: 'datadog.apiKey',
      optional: false,
      candidates: ['DD_API_KEY', 'aws-sm:datadog/api-key'],
      origin: expect.stringMatching(/^file:key\.txt in .*metta-dd\.yaml:3:3$/),
      set: true,
    },
    {
      name: 'datadog.appKey',
      path: 'datadog.appKey',
      optional: true,
      candidates: ['DD_APP_KEY', 'aws-sm:datadog/app-key'],
      set: false,
    },
    {
      name: 'ships.token',
      path: 'collectors.ships.secrets.token',
      optional: false,
      candidates: ['SHIPS_TOKEN'],
      origin: 'SHIPS_TOKEN',
      set: true,
    },
  ]);
});

test('checks that each is there, with its length and never its value', async () => {
  const start = { cwd: project(), env: { SHIPS_TOKEN: TOKEN } };

  const people = await runCli(['secrets', 'check'], start);
  const program = await runCli(['secrets', 'check', '--json'], start);

  expect([people.code, program.code]).toEqual([0, 0]);
  const result: { name: string; state: string; length?: number }[] = JSON.parse(program.stdout).result;
  expect(result.map(({ name, state, length }) => [name, state, length])).toEqual([
    ['datadog.apiKey', 'present', KEY.length],
    ['datadog.appKey', 'absent', undefined],
    ['ships.token', 'present', TOKEN.length],
  ]);
  const everything = [people, program].map(({ stdout, stderr }) => stdout + stderr).join('');
  expect([KEY, TOKEN, KEY.slice(4), TOKEN.slice(4)].filter((part) => everything.includes(part))).toEqual([]);
});

test.each([
  ['a secret that is not set', {}, '', 'it is not set'],
  ['a secret that ends in a line', { SHIPS_TOKEN: `${TOKEN}\n` }, '', 'it begins or ends with white space'],
  [
    'a reference to a file that is not there',
    {},
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as it stands in a configuration
    ', secrets: {token: "${file:gone.txt}"}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as it stands in a configuration
    'cannot resolve ${file:gone.txt}',
  ],
])('%s is told with what to type, and exits with 3', async (_, env, more, problem) => {
  const { code, stdout } = await runCli(['secrets', 'check', '--json'], { cwd: project(more), env: { ...env } });

  const { errors } = JSON.parse(stdout);
  expect(code).toBe(3);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ code: 'SECRET_MISSING', path: 'collectors.ships.secrets.token' });
  expect(errors[0].message).toContain(problem);
  expect(errors[0].hint).toContain('set SHIPS_TOKEN');
});

test('shows the permissions of the enabled metrics alone', async () => {
  const all = await runCli(['permissions', '--json'], { cwd: project() });
  const narrowed = await runCli(['permissions', 'ships'], { cwd: project(', metrics: {include: ships.sunk}') });
  const unknown = await runCli(['permissions', 'boats'], { cwd: project() });

  expect([all.code, narrowed.code, unknown.code]).toEqual([0, 0, 2]);
  expect(JSON.parse(all.stdout).result).toEqual([
    {
      collector: 'ships',
      title: 'Ships',
      needs: [{ need: 'harbor:read', metrics: ['ships.afloat'] }],
      grant: { kind: 'scopes', document: { scopes: ['harbor:read'] } },
    },
  ]);
  expect(narrowed.stdout).toBe('nothing\n');
});
