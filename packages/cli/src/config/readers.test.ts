import { expect, test } from 'vitest';
import { parseDuration } from './duration.js';
import { nameTest } from './glob.js';
import { parseInstant } from './instant.js';
import { didYouMean } from './nearest.js';
import { secretValues } from './secret-variables.js';
import { variableSettings } from './variables.js';

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1.5m', 90_000],
  ['90', undefined],
  ['0s', undefined],
  ['2 m', undefined],
  ['m', undefined],
])('reads the duration %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ['2025-10-23T18:20:00Z', '2025-10-23T18:20:00.000Z'],
  ['2025-10-23T20:20+02:00', '2025-10-23T18:20:00.000Z'],
  ['1761243600', '2025-10-23T18:20:00.000Z'],
  ['2025-10-23', undefined],
  ['2025-10-23T18:20:00', undefined],
  ['2025-13-45T18:20:00Z', undefined],
])('reads the instant %s', (text, expected) => {
  expect(parseInstant(text)?.toISOString()).toBe(expected);
});

test('matches names by globs, includes first, then excludes', () => {
  const test = nameTest([{ include: ['github.ci.*', 'github.{prs,commits}.*'] }, { exclude: ['*_p9?_*'] }]);

  const names = ['github.ci.runs', 'github.prs.open', 'github.ci.duration_p90_minutes', 'ec2.cost', 'githubXci.runs'];
  expect(names.map((name) => test?.(name))).toEqual([true, true, false, false, false]);
  expect(nameTest([{}])).toBeUndefined();
});

test('suggests what is near, and nothing that is not', () => {
  expect([didYouMean('repo', ['repos', 'labels']), didYouMean('xyzzy', ['repos', 'labels'])]).toEqual([
    'did you mean "repos"?',
    undefined,
  ]);
});

test('turns variables of ours into paths, lists and tags', () => {
  const variables = {
    METTA_DD_COLLECTORS__GITHUB__REQUIRED_WORKFLOWS: '[checks.yml]',
    METTA_DD_CONCURRENCY: '4',
    METTA_DD_TAGS__COST_CENTER: '0042',
    METTA_DD_DATA_DIR: '/data',
    METTA_DD_COLECTORS__GITHUB__X: '1',
    DD_TAGS: 'team:infra, lone',
    DD_API_KEY: 'a',
    DATADOG_API_KEY: 'b',
  };

  const { settings, warnings } = variableSettings({ variables, fromDotenv: () => false });

  expect(settings.map(({ path, value }) => [path.join('.'), value])).toEqual([
    ['datadog.apiKey', 'a'],
    ['tags.team', 'infra'],
    ['tags.lone', ''],
    ['collectors.github.requiredWorkflows', ['checks.yml']],
    ['concurrency', 4],
    ['tags.cost_center', '0042'],
  ]);
  expect(warnings).toEqual([
    'DD_API_KEY and DATADOG_API_KEY differ; DD_API_KEY is used',
    'METTA_DD_COLECTORS__GITHUB__X sets nothing: did you mean "collectors"?',
  ]);
});

test('knows which variables hold secrets, and leaves switches alone', () => {
  const environment = {
    SHIPS_SEAL: 'abc',
    CI_JOB_TOKEN: '0123456789',
    USE_TOKEN: 'true',
    HTTPS_PROXY: 'http://me:pass-word@proxy.test:3128',
    PATH: '/usr/bin',
  };

  expect(secretValues(environment, ['SHIPS_SEAL'])).toEqual(['abc', '0123456789', 'pass-word']);
});
