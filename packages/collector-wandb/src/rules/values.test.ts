import { describe, expect, it } from 'vitest';
import { askedKeys, numberAt, valueAt } from './values.js';

describe('a value in a summary', () => {
  it.each([
    ['loss', 0.5],
    ['a.b', 1],
    ['nested.deep.leaf', 2],
    ['env_agent/heart.gained', 3],
    ['eval/loss.min', 4],
    ['dotted.key.leaf', 5],
  ])('stands under %s', (key, value) => {
    const summary = {
      loss: 0.5,
      'a.b': 1,
      nested: { deep: { leaf: 2 } },
      'env_agent/heart': { gained: 3 },
      'eval/loss': { min: 4, max: 9 },
      'dotted.key': { leaf: 5 },
    };

    expect(numberAt(summary, key)).toBe(value);
  });

  it.each([
    ['a text', '0.5'],
    ['NaN as a text', 'NaN'],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a histogram', { _type: 'histogram', values: [1] }],
    ['a list', [1]],
    ['null', null],
    ['true', true],
  ])('is no number when it is %s', (_name, value) => {
    expect(numberAt({ loss: value }, 'loss')).toBeUndefined();
  });

  it('is not inherited', () => {
    expect([valueAt({}, 'constructor'), valueAt({}, 'toString.name')]).toEqual([undefined, undefined]);
  });

  it('is asked for by its key and by what may hold it', () => {
    expect(askedKeys(['a.b.c', 'a.d', 'loss', '.x'])).toEqual(['a.b.c', 'a', 'a.b', 'a.d', 'loss', '.x']);
  });
});
