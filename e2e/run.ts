// Packs the packages, serves them from a local registry, and installs and uses the CLI as a user would.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNpmRegistry } from './npm-registry.ts';
import { run, succeed } from './shell.ts';
import { writeStranger } from './strangers.ts';

const began = performance.now();
const done = (what: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`);

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'metta-dd-e2e-'));
const place = (name: string) => {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
};
const [packs, sources, home, data, project, empty] = ['packs', 'sources', 'home', 'data', 'project', 'empty'].map(
  place,
);
assert.ok(packs && sources && home && data && project && empty);

const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([key]) => !/^npm_(package|lifecycle)_|^npm_config_(user_agent|_jsr_registry)$|^(METTA_DD|DD|GITHUB)_/.test(key),
  ),
);
const pack = (cwd: string) => succeed('pnpm', ['pack', '--pack-destination', packs], { cwd, env: process.env });
for (const name of readdirSync(join(root, 'packages'))) await pack(join(root, 'packages', name));
for (const stranger of [
  { name: '@acme/ships', id: 'ships' },
  { name: 'github', id: 'github' },
  { name: 'pirates', id: 'pirates' },
  { name: 'acme-blockless', id: 'blockless', blockless: true as const },
  { name: 'acme-future', id: 'future', apiVersion: 2 },
  { name: 'acme-torn', id: 'torn', moduleless: true as const },
  { name: '@acme/github', id: 'github', version: '9.9.9' },
])
  await pack(writeStranger(sources, stranger));
done('packed');

const upstream = (await succeed('npm', ['config', 'get', 'registry'], { cwd: folder, env: inherited }))
  .trim()
  .replace(/\/$/, '');
const registry = await startNpmRegistry(packs, upstream);
const env: NodeJS.ProcessEnv = {
  ...inherited,
  HOME: home,
  XDG_CACHE_HOME: join(folder, 'cache'),
  METTA_DD_DATA_DIR: data,
  METTA_DD_STATE_DIR: join(folder, 'state'),
  npm_config_registry: registry.url,
  npm_config_prefix: join(folder, 'prefix'),
  npm_config_cache: join(folder, 'npm-cache'),
  npm_config_update_notifier: 'false',
};
const bin = join(folder, 'prefix/bin/metta-dd');
const metta = (args: readonly string[], { cwd = empty, more = {} }: { cwd?: string; more?: NodeJS.ProcessEnv } = {}) =>
  run(bin, args, { cwd, env: { ...env, ...more } });

interface Listed {
  readonly id: string;
  readonly plugin: string;
  readonly version: string;
  readonly type: string;
  readonly problem?: string;
  readonly hides: readonly string[];
}
async function listed(cwd?: string): Promise<readonly Listed[]> {
  const { stdout, code, stderr } = await metta(['collectors:list', '--json'], cwd === undefined ? {} : { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).result;
}
const brief = (list: readonly Listed[]) => list.map(({ id, plugin, type }) => [id, plugin, type]);

try {
  await succeed('npm', ['i', '-g', 'metta-dd', '--no-audit', '--no-fund'], { cwd: empty, env });
  assert.deepEqual(await listed(), [], 'the CLI brings no collector');
  done('npm i -g metta-dd');

  const installed = await metta(['plugins:install', 'github']);
  assert.equal(installed.code, 0, installed.stderr);
  assert.deepEqual(brief(await listed()), [['github', '@metta-dd/collector-github', 'user']]);
  const coreOfHost = join(folder, 'prefix/lib/node_modules/metta-dd/node_modules/@metta-dd/core');
  const coreOfPlugin = join(data, 'node_modules/@metta-dd/core');
  assert.ok(existsSync(coreOfHost) && existsSync(coreOfPlugin), 'the plugin carries a copy of core of its own');
  done('plugins:install github, with its own copy of core');

  for (const command of [['plugins:install'], ['plugins', 'install'], ['plugins:add'], ['plugins', 'add']]) {
    const refused = await metta([...command, 'pirates']);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /@metta-dd\/collector-pirates/);
  }
  assert.notEqual((await metta(['plugins:install', 'pirates@6.6.6'])).code, 0);
  assert.ok(!existsSync(join(data, 'node_modules/pirates')), 'the stranger never reaches the disk');
  done('a short name expands or fails, in five spellings');

  await collectFromSandbox();
  done('sandbox installed on first use; GitHub collected, pushed and accepted');

  await publishNext('collector-github');
  const updated = await metta(['plugins', 'update']);
  assert.equal(updated.code, 0, updated.stderr);
  const [github] = await listed();
  assert.equal(github?.version, nextVersion('collector-github'));
  done('plugins update');

  await inProject();
  done('project-local, third-party, broken and incompatible collectors, each listed with its reason');

  const removed = await metta(['plugins:uninstall', 'github']);
  assert.equal(removed.code, 0, removed.stderr);
  assert.deepEqual(await listed(), []);
  done('plugins:uninstall github');
} finally {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
}

async function collectFromSandbox(): Promise<void> {
  const envFile = join(folder, 'sandbox.env');
  const sandbox = spawn(bin, ['sandbox', '--env-file', envFile], {
    cwd: empty,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => sandbox.on('close', resolve));
  try {
    const more = await dotenv(envFile, sandbox);
    const { code, stdout, stderr } = await metta(['collect', '--push', '--json'], { more });
    const { ok, result } = JSON.parse(stdout);
    assert.deepEqual([code, ok], [0, true], stderr + stdout.slice(0, 2000));
    assert.ok(result.series.length > 30, `${result.series.length} series`);
    const [{ accepted, kept, rejected }] = result.delivery;
    assert.ok(accepted >= result.series.length && kept === 0 && rejected === 0, JSON.stringify(result.delivery));
    const url = `${more.DD_URL}/__sandbox/series?metric=github.commits.total_7d`;
    const [series] = (await (await fetch(url)).json()) as { points: readonly [number, number][] }[];
    const commits = result.series.find(({ metric }: { metric: string }) => metric === 'github.commits.total_7d');
    assert.equal(series?.points[0]?.[1], commits.points[0][1], 'the intake took what the run reports');
  } finally {
    sandbox.kill('SIGTERM');
    await ended;
  }
}

async function dotenv(file: string, process: ChildProcess): Promise<Record<string, string>> {
  for (let waited = 0; !existsSync(file); waited += 100) {
    assert.ok(waited < 120_000 && process.exitCode === null, 'the sandbox wrote no environment');
    await sleep(100);
  }
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf('=')),
      line.slice(line.indexOf('=') + 1).replace(/^"(.*)"$/, '$1'),
    ]),
  );
}

function nextVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  return String(version).replace(/\d+$/, (patch) => String(Number(patch) + 1));
}

/** Packs the package once more under the next version, as a release would. */
async function publishNext(name: string): Promise<void> {
  const unpacked = place(`next-${name}`);
  const tarball = `metta-dd-${name}-${JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).version}.tgz`;
  await succeed('tar', ['xzf', join(packs ?? '', tarball), '-C', unpacked], { cwd: folder, env });
  const file = join(unpacked, 'package/package.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: nextVersion(name) }));
  const source = join(sources ?? '', `next-${name}`);
  cpSync(join(unpacked, 'package'), source, { recursive: true });
  await succeed('npm', ['pack', '--ignore-scripts', '--pack-destination', packs ?? ''], { cwd: source, env });
}

async function inProject(): Promise<void> {
  assert.ok(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const names = ['@acme/ships', '@acme/github', 'acme-blockless', 'acme-future', 'acme-torn'];
  await succeed('npm', ['i', ...names, '--no-audit', '--no-fund'], { cwd: project, env });
  const list = await listed(project);
  const problems = Object.fromEntries(list.map(({ id, problem }) => [id, problem]));
  const github = list.find(({ id }) => id === 'github');
  assert.deepEqual([github?.plugin, github?.type], ['@acme/github', 'project'], 'the project wins');
  assert.match(github?.hides.join() ?? '', /@metta-dd\/collector-github/, 'and the list says what it hides');
  assert.match(problems['acme-blockless'] ?? problems.blockless ?? '', /metta-dd/);
  assert.match(problems.future ?? '', /plugin API 2/);

  writeFileSync(join(project, 'metta-dd.yaml'), 'env: e2e\ncollectors:\n  ships: {}\n');
  const { code, stdout, stderr } = await metta(['collect', '--json'], { cwd: project });
  assert.equal(code, 0, stderr + stdout);
  const [ships] = JSON.parse(stdout).result.series;
  assert.deepEqual([ships.metric, ships.points[0][1]], ['ships.fleet.ships', 5], 'a collector of somebody else runs');

  writeFileSync(join(project, 'metta-dd.yaml'), 'env: e2e\ncollectors:\n  ships: {}\n  torn: {}\n');
  const torn = await metta(['collect', '--json'], { cwd: project });
  assert.equal(torn.code, 5, torn.stdout);
  assert.deepEqual(JSON.parse(torn.stdout).result.series.length, 1, 'a broken one does not stop the others');

  writeFileSync(join(project, 'metta-dd.yaml'), 'env: e2e\ncollectors:\n  ships: {}\n  future: {}\n');
  const future = await metta(['collect', '--json'], { cwd: project });
  assert.equal(future.code, 8, future.stdout);
}
