// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references look like this
import { expect, test } from 'vitest';
import { isRecord } from './path.js';
import { resolveReferences } from './resolve.js';

const resolver = { environment: { SHIP: 'Anna', EMPTY: '' }, providers: [], configFile: undefined };

test.each([
  ['${env:SHIP}', 'Anna'],
  ['the ${env:SHIP} of ${env:HARBOR:-nowhere}', 'the Anna of nowhere'],
  ['${env:EMPTY:-none}', 'none'],
  ['${env:HARBOR:-}', ''],
  ['$${env:SHIP} costs $5', '${env:SHIP} costs $5'],
  ['plain', 'plain'],
])('resolves %s', async (text, expected) => {
  expect(await resolveReferences(text, resolver)).toEqual({ tree: expected, problems: [] });
});

test('leaves keys and everything but strings alone', async () => {
  const tree = { '${env:SHIP}': 1, list: [true, '${env:SHIP}'] };

  expect((await resolveReferences(tree, resolver)).tree).toEqual({ '${env:SHIP}': 1, list: [true, 'Anna'] });
});

test('reports all that cannot be resolved, each at its place', async () => {
  const tree = { a: '${env:NONE}', b: ['${HOME}', '${vault:x}', '${file:/nowhere/at/all}'] };

  const { problems } = await resolveReferences(tree, resolver);

  expect(problems.map(({ at, message }) => [at.join('.'), message])).toEqual([
    ['a', 'cannot resolve ${env:NONE}: NONE is not set'],
    ['b.0', 'cannot resolve ${HOME}: it is none of env, file, aws-sm, aws-ssm; write $${ for a literal ${'],
    ['b.1', 'cannot resolve ${vault:x}: it is none of env, file, aws-sm, aws-ssm; write $${ for a literal ${'],
    ['b.2', "cannot resolve ${file:/nowhere/at/all}: ENOENT: no such file or directory, open '/nowhere/at/all'"],
  ]);
  expect(isRecord(tree)).toBe(true);
});
