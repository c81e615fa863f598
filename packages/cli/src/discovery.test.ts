// biome-ignore-all lint/suspicious/noTemplateCurlyInString: one module in here is written as text
import { expect, test } from 'vitest';
import { folderWith } from '../test/support/folder.js';
import { discover, pluginPackages } from './discovery.js';
import { discoverProviders } from './provider-discovery.js';

const none = { plugins: new Map() };

const pjson = (name: string, block: unknown, more = {}) =>
  JSON.stringify({ name, version: '1.2.3', type: 'module', 'metta-dd': block, ...more });

function projectWith(
  packages: Readonly<Record<string, string>>,
  modules: Readonly<Record<string, string>> = {},
): string {
  const names = Object.keys(packages);
  return folderWith({
    'package.json': JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) }),
    ...Object.fromEntries(names.map((name) => [`node_modules/${name}/package.json`, packages[name] ?? ''])),
    ...modules,
  });
}

const block = (id: string, module = './index.js', apiVersion = 1) => ({ apiVersion, collectors: [{ id, module }] });

test('lists what is broken with its reason, and passes over what is no collector', () => {
  const project = projectWith({
    '@acme/ships': pjson('@acme/ships', block('ships')),
    absent: pjson('absent', undefined, { keywords: ['metta-dd-collector'] }),
    escaping: pjson('escaping', block('escaping', '../evil.js')),
    'left-pad': pjson('left-pad', undefined),
    newer: pjson('newer', block('newer', './index.js', 2)),
    older: pjson('older', block('older', './index.js', 0)),
    torn: '{ "name": ',
    untold: pjson('untold', { collectors: [{ id: 'untold', module: './index.js' }] }),
  });

  const found = discover(pluginPackages(none, project));

  expect(found.map(({ id, incompatible, problem }) => [id, incompatible, problem])).toEqual([
    ['absent', false, 'its package.json has no "metta-dd" block that lists collectors'],
    ['escaping', false, '"../evil.js" leaves the package'],
    ['newer', true, 'needs plugin API 2, this metta-dd offers 1: upgrade metta-dd'],
    ['older', true, 'needs plugin API 0, this metta-dd offers 1: upgrade older'],
    ['ships', false, undefined],
    ['untold', true, 'its "metta-dd" block has no apiVersion'],
  ]);
});

test('imports code only by load, and says what cannot be loaded', async () => {
  const project = projectWith(
    { a: pjson('a', block('a')), b: pjson('b', block('b')), c: pjson('c', block('c')) },
    {
      'node_modules/a/index.js': 'throw new Error("sunk at import");',
      'node_modules/b/index.js': 'export default {};',
      'node_modules/c/index.js': 'export default { [Symbol.for("metta-dd.collector")]: true, id: "x" };',
    },
  );

  const loads = await Promise.allSettled(discover(pluginPackages(none, project)).map(({ load }) => load()));

  expect(loads.map((load) => (load.status === 'rejected' ? load.reason.message : 'loaded'))).toEqual([
    'cannot load a@1.2.3: sunk at import',
    'b: ./index.js has no default export made by defineCollector',
    'c: ./index.js is the collector "x", its package.json says "c"',
  ]);
});

test('finds secret providers in the same way', async () => {
  const secrets = [{ schemes: ['vault'], module: './index.js' }];
  const project = projectWith(
    { keys: pjson('keys', { apiVersion: 1, secrets }) },
    { 'node_modules/keys/index.js': 'export default { apiVersion: 1, resolve: async ({ id }) => `value of ${id}` };' },
  );
  const packages = pluginPackages(none, project);

  const [provider] = discoverProviders(packages);
  const loaded = await provider?.load();

  expect(discover(packages)).toEqual([]);
  expect(provider).toMatchObject({ scheme: 'vault', plugin: 'keys' });
  expect(await loaded?.resolve({ scheme: 'vault', id: 'a' }, { environment: {} })).toBe('value of a');
});
