import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsProject, TOKEN } from './support/cli.js';
import { folderWith } from './support/folder.js';
import { answering } from './support/intake.js';
import { shapeOf } from './support/shape.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';
const SHIPS = fileURLToPath(new URL('fixtures/ships', import.meta.url));

/** One way to call a command; `sound` projects have a configuration, `bare` folders have nothing. */
type Call = readonly [args: string, at?: 'sound' | 'storm' | 'wrong' | 'bare', env?: Readonly<Record<string, string>>];

// The commands of `metrics` ask the API of Datadog and have tests of their own, as has a sandbox that starts.
const CALLS: readonly Call[] = [
  ['catalog list'],
  ['catalog list --nope'],
  ['catalog show ships.afloat'],
  ['catalog show ships.aflote'],
  ['collect'],
  ['collect', 'storm'],
  ['collectors inspect ships'],
  ['collectors inspect shisp'],
  ['collectors list'],
  ['collectors list --nope'],
  ['config init', 'bare'],
  ['config init'],
  ['config path'],
  ['config path', 'bare'],
  ['config schema'],
  ['config schema --nope'],
  ['config show'],
  ['config show --config gone.yaml'],
  ['config trust'],
  ['config trust', 'bare'],
  ['config validate'],
  ['config validate', 'wrong'],
  ['doctor --offline', 'sound', { DD_API_KEY: KEY }],
  ['doctor --offline', 'wrong'],
  ['permissions'],
  ['permissions boats'],
  ['plugins'],
  ['plugins --nope'],
  ['plugins install pirates', 'bare'],
  [`plugins link ${SHIPS} --no-install`, 'bare'],
  ['plugins link nowhere --no-install', 'bare'],
  ['plugins uninstall ships', 'bare'],
  ['plugins update', 'bare'],
  ['run --once-each --dry-run --listen off'],
  ['run --once-each --dry-run --listen off', 'storm'],
  ['run --dry-run --grace soon'],
  ['sandbox --at yesterday'],
  ['secrets check', 'sound', { DD_API_KEY: KEY }],
  ['secrets check'],
  ['secrets list'],
  ['secrets list --nope'],
  ['spool drop --older-than 1h --yes'],
  ['spool drop'],
  ['spool flush', 'sound', { DD_API_KEY: KEY }],
  ['spool flush'],
  ['spool inspect nothing'],
  ['spool list'],
  ['spool list --nope'],
  ['spool status'],
  ['spool status --config gone.yaml'],
  ['spool verify'],
  ['spool verify --nope'],
];

const YAML = {
  sound: 'env: test\ncollectors: {ships: {fleets: [north, south]}}\n',
  storm: 'env: test\ncollectors: {ships: {fleets: [north, south], mode: storm}}\n',
  wrong: 'env: test\ncollectors: {ships: {fleet: [north]}}\n',
};

const calls = CALLS.map(([args, at = 'sound', env = {}]) => ({ args: args.replace(SHIPS, 'SHIPS'), at, env }));

test.each(calls)('$args in a $at project keeps its surface', async ({ args, at, env }) => {
  const METTA_DD_NPM_REGISTRY = await answering(404, '{"error":"not found"}');
  const start = (): Start => {
    const cwd = at === 'bare' ? folderWith({}) : shipsProject({ 'metta-dd.yaml': YAML[at] });
    return { cwd, env: { ...ownFolders(), SHIPS_TOKEN: TOKEN, METTA_DD_NPM_REGISTRY, ...env } };
  };

  const words = args.replace('SHIPS', SHIPS).split(' ');
  const [people, program] = await Promise.all([runCli(words, start()), runCli([...words, '--json'], start())]);
  const last = words[0] === 'run' ? (program.stdout.trim().split('\n').at(-1) ?? '') : program.stdout;
  const { schema, ok, result, warnings, errors, meta, type } = JSON.parse(last);

  expect(program.code).toBe(people.code);
  expect(ok).toBe(people.code === 0);
  expect(people.stdout + people.stderr + program.stdout + program.stderr).not.toMatch(/tok-7f3a91c2|key-4d1f8a0c/);
  expect({
    code: people.code,
    schema,
    ...(type !== undefined && { type }),
    result: shapeOf(result, args.startsWith('config schema') ? 2 : 6),
    warnings: warnings.map(({ code }: { code: string }) => code),
    errors: errors.map((error: { code: string }) => `${error.code}: ${Object.keys(error).toSorted().join(' ')}`),
    meta: shapeOf(meta),
    talks: { stdout: people.stdout !== '', stderr: people.stderr !== '' },
  }).toMatchSnapshot();
});

test('covers every command', () => {
  const manifest = JSON.parse(
    readFileSync(join(fileURLToPath(new URL('..', import.meta.url)), 'oclif.manifest.json'), 'utf8'),
  );
  const ids: string[] = Object.keys(manifest.commands).filter((id) => !id.startsWith('metrics:'));

  const covered = ids.filter((id) => CALLS.some(([args]) => `${args} `.startsWith(`${id.replaceAll(':', ' ')} `)));

  expect(covered).toEqual(ids);
});
