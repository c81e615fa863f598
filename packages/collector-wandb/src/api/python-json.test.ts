import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from './python-json.js';

describe('JSON as Python writes it', () => {
  it.each([
    ['{"a": NaN, "b": Infinity, "c": -Infinity, "d": -1}', { a: null, b: null, c: null, d: -1 }],
    ['[NaN,Infinity]', [null, null]],
    ['{"NaN": "Infinity", "x": NaN, "y\\"NaN": 1}', { NaN: 'Infinity', x: null, 'y"NaN': 1 }],
    ['"{\\"a\\": NaN}"', { a: null }],
    ['"\\"{}\\""', {}],
    ['{"log": "a\nb\tc", "x": NaN}', { log: 'a\nb\tc', x: null }],
    ['null', null],
    ['3', 3],
  ])('reads %s', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value);
  });

  it.each(['', '{', '{"a": nan}', '{"a": Inf}', '"text"', "{'a': 1}"])('refuses %j', (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  });

  it('reads every JSON document with a NaN in it as one with a null', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ value, gap: 0 });

        expect(parsePythonJson(text.replace(/0\}$/, 'NaN}'))).toEqual({ ...JSON.parse(text), gap: null });
      }),
    );
  });
});
