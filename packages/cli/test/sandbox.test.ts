import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalDatadog } from '@metta-dd/local-datadog';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli, shipsProject, startCli, TOKEN } from './support/cli.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** A project whose sandbox is this module. */
function projectWithSandbox(startSandbox: string): string {
  const pjson = { name: '@metta-dd/sandbox', version: '0.1.0', type: 'module', exports: { '.': './index.js' } };
  return shipsProject({
    'elsewhere.yaml': 'env: sandbox\nat: 2025-10-23T18:20:00Z\ncollectors: {ships: {fleets: [north]}}\n',
    'node_modules/@metta-dd/sandbox/package.json': JSON.stringify(pjson),
    'node_modules/@metta-dd/sandbox/index.js': `export const startSandbox = ${startSandbox};`,
  });
}

test('prints one document once everything listens, and stays until it is stopped', async () => {
  const cwd = projectWithSandbox(`async (options) => ({
    services: { github: { url: 'http://127.0.0.1:1' } },
    env: { OPTIONS: JSON.stringify(options) },
    close: async () => console.log('closed'),
  })`);

  const args = ['sandbox', 'github', '--at', '2025-10-23T18:20:00Z', '--seed', '7', '-e', 'x.env', '--json'];
  const { child, ended } = startCli(args, { cwd });
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  const { code, stdout, stderr } = await ended;

  const options = '{"services":["github"],"at":"2025-10-23T18:20:00.000Z","seed":7,"collectors":["ships"]}';
  expect([code, stderr]).toEqual([0, 'closed\n']);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'metta-dd.sandbox/1',
    ok: true,
    result: { services: { github: { url: 'http://127.0.0.1:1' } }, env: { OPTIONS: options } },
  });
  expect(readFileSync(join(cwd, 'x.env'), 'utf8')).toBe(`OPTIONS='${options}'\n`);
});

test('collects once against it, and says what the local Datadog accepted', async () => {
  const datadog = await startLocalDatadog({ at: new Date('2025-10-23T18:20:00Z') });
  onTestFinished(() => datadog.close());
  const cwd = projectWithSandbox(`async () => ({
    services: { datadog: { url: '${datadog.url}' } },
    env: { DD_URL: '${datadog.url}', DD_API_KEY: 'sandbox-key', SHIPS_TOKEN: '${TOKEN}', METTA_DD_CONFIG: 'elsewhere.yaml' },
    close: async () => {},
  })`);

  const people = await runCli(['sandbox', '--once'], { cwd });
  const program = await runCli(['sandbox', '--once', '--json'], { cwd });

  expect([people.code, program.code]).toEqual([0, 0]);
  expect(people.stdout).toMatch(/^ships: ok; 1 values, 1 no data, 0 failed/);
  expect(people.stdout).toMatch(
    /accepted \d+ points:\n {2}metta_dd\.collector\.\*.*\n {2}ships\.afloat +1 metrics +1 points\n$/,
  );
  expect(JSON.parse(program.stdout).result.collect.result.collectors).toMatchObject([{ id: 'ships', state: 'ok' }]);
});

test('takes a refusal of the sandbox for a usage error', async () => {
  const cwd = projectWithSandbox(
    `async () => { throw new Error('cannot start the sandbox: unknown service "gihub"'); }`,
  );

  const { code, stderr } = await runCli(['sandbox', 'gihub'], { cwd });

  expect([code, stderr]).toEqual([
    2,
    'error: cannot start the sandbox: unknown service "gihub"\n  metta-dd sandbox --help\n',
  ]);
});
