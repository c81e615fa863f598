import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeriesDigest } from './series-digest.js';
import { checkTags } from './tags.js';

test('takes no tag for stored as it is that the intake changes or refuses', () => {
  const character = fc.constantFrom(...'az09:_-./A!é\u{10000} ');
  const tag = fc.oneof(fc.string({ unit: character, maxLength: 8 }), fc.string({ unit: 'grapheme' }));

  fc.assert(
    fc.property(tag, (text) => {
      if (isPlain(text)) expect(checkTags([text])).toEqual({ tags: [text] });
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['repo:acme/widgets-1', true],
  [`k:${'x'.repeat(198)}`, true],
  [`k:${'x'.repeat(199)}`, false],
  ['', false],
  ['team:', false],
  ['a__b', false],
  ['a_', false],
  ['1a', false],
  ['größe:1', false],
])('judges %j', (tag, plain) => {
  expect(isPlain(tag)).toBe(plain);
});

function isPlain(tag: string): boolean {
  const digest = new SeriesDigest();
  digest.start();
  return digest.add(tag);
}
