import { describe, expect, test } from 'vitest';
import { bugWith } from '../../test/rows.js';
import { byLabel } from './labels.js';

const counted = (options: readonly (string | undefined)[], most = 50) =>
  byLabel(
    options.map((option) => bugWith(option)),
    '77',
    most,
  ).map(({ value, tags }) => [tags?.label, value]);

describe('bugs by label', () => {
  test('are counted by option, most frequent first, and by none without a choice', () => {
    expect(counted(['UI', 'Training', 'UI', undefined])).toEqual([
      ['ui', 2],
      ['none', 1],
      ['training', 1],
    ]);
  });

  test('beyond the most frequent ones are counted together', () => {
    expect(counted(['a', 'a', 'b', 'b', 'c', 'd'], 2)).toEqual([
      ['a', 2],
      ['b', 2],
      ['other', 2],
    ]);
  });

  test('of an option called other are counted with the rest', () => {
    expect(counted(['Other', 'Other', 'a', 'b'], 2)).toEqual([
      ['other', 3],
      ['a', 1],
    ]);
  });

  test('of options that are the same as tags are one', () => {
    expect(counted(['UI / UX', 'ui / ux ', 'ui_/_ux'])).toEqual([['ui_/_ux', 3]]);
  });

  test('of an option that no tag can hold are other', () => {
    expect(counted(['🔥', '🔥 Größe'])).toEqual([
      ['größe', 1],
      ['other', 1],
    ]);
  });
});
