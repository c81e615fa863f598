import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CollectorManifest } from '@metta-dd/core';
import { expect, test } from 'vitest';
import { caseResult, conformance, type Subject, updateReadme } from '../src/index.js';
import { startHarbourMaster } from './harbour-master.js';

const ships = fileURLToPath(new URL('ships', import.meta.url));

/** The collector of a copy of the package in which some of the source stands differently. */
async function subjectWith(change: (source: string) => string): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-ships-'));
  await cp(ships, folder, { recursive: true });
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
  const file = join(folder, 'index.js');
  await writeFile(file, change(await readFile(file, 'utf8')));
  const { default: manifest }: { default: CollectorManifest } = await import(file);
  return {
    manifest,
    folder,
    start: startHarbourMaster,
    secondPages: [{ match: { query: { page: '2' } }, metrics: ['ships.fleet.total', 'ships.fleet.age'] }],
    secondTarget: { path: '/harbours/oslo/ships' },
    maxSeries: 2,
    numbersOfNothing: ['ships.fleet.total'],
  };
}

/** The names of the checks that do not pass, once the generated files are written. */
async function failures(change: (source: string) => string): Promise<string[]> {
  const subject = await subjectWith(change);
  await updateReadme(subject.folder);
  const expected = JSON.stringify(await caseResult(subject, 'ordinary'));
  await writeFile(join(subject.folder, 'cases/ordinary/expected.json'), expected);
  const failed: string[] = [];
  for (const { name, run } of await conformance(subject)) await run().catch(() => failed.push(name));
  return failed;
}

test('a sound collector passes every check', async () => {
  const failed = await failures((source) => source);

  expect(failed).toEqual([]);
});

const outages = [
  'a source that answers 500 gives no value, and every metric is listed as failed',
  'a source that answers 403 gives no value, and every metric is listed as failed',
  'a source that answers 429 with Retry-After gives no value, and every metric is listed as failed',
  'a source that answers 429 without Retry-After gives no value, and every metric is listed as failed',
];
const secondPage = 'a second page that fails takes its metrics with it: ships.fleet.total, ships.fleet.age';

test.each<[string, readonly [was: string, is: string], readonly string[]]>([
  [
    'turns a refusal into an empty list',
    ['if (!response.ok) throw', 'if (!response.ok) return ships; if (false) throw'],
    [...outages, secondPage, 'a target that fails leaves the other as it was'],
  ],
  ['reads one page', ['page = next', 'page = undefined'], [secondPage]],
  [
    'says zero for the mean of nothing',
    ["noData('there is no ship')", '0'],
    ['an empty source gives zeros where zero is an answer, and no data for means, ratios, quantiles and ages'],
  ],
  ['fetches for each metric', ["this.once('ships', ships)", 'ships'], ['nothing is fetched twice in a run']],
  [
    'has a clock of its own',
    ['this.run.startedAt - ', 'performance.now() + Number(this.run.startedAt) - '],
    [
      'the same source gives the same series twice',
      'case ordinary gives what it gave',
      'a target that fails leaves the other as it was',
    ],
  ],
  [
    'shows a secret in a tag',
    [
      'return (await this.#ships()).length',
      'return { value: (await this.#ships()).length, tags: { by: this.run.secrets.token } }',
    ],
    ['tags hold no secret, and there are no more series than declared'],
  ],
  [
    'breaks down without bound',
    [
      'return (await this.#ships()).length',
      'return (await this.#ships()).map(({ name }) => ({ value: 1, tags: { name } }))',
    ],
    [
      'tags hold no secret, and there are no more series than declared',
      'an empty source gives zeros where zero is an answer, and no data for means, ratios, quantiles and ages',
    ],
  ],
  ['gives two events one id', ['id: name', "id: 'one'"], ['event ids are unique in a run and the same in the next']],
  [
    'uses a unit that Datadog does not know',
    ["unit: 'day'", "unit: 'fortnight'"],
    ['every metric says in a sentence what it means, in a unit of Datadog’s, and what it needs'],
  ],
  [
    'has a name of another collector',
    ["'ships.fleet.total'", "'boats.fleet.total'"],
    [
      'every metric is named {id}.{category}.{metric}, once',
      secondPage,
      'an empty source gives zeros where zero is an answer, and no data for means, ratios, quantiles and ages',
    ],
  ],
  [
    'accepts any key',
    ['!KEYS.includes(key)', 'false'],
    ['the configuration describes itself and refuses an unknown key'],
  ],
  [
    'has a key of the host',
    ['properties: {', "properties: { metrics: { type: 'array', description: 'Never seen.' },"],
    ['no key of the configuration is one that the host reads itself'],
  ],
  [
    'loads its SDK with the manifest',
    ['const DAY', "await import('yaml');\nconst DAY"],
    ['the package is found by its package.json, and its manifest loads no SDK'],
  ],
])('a collector that %s is found out', async (_what, [was, is], found) => {
  const failed = await failures((source) => {
    expect(source).toContain(was);
    return source.replace(was, is);
  });

  expect(failed).toEqual(expect.arrayContaining([...found]));
});
