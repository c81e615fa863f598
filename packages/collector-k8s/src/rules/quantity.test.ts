import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuantity } from './quantity.js';

test.each([
  ['0', 0],
  ['5.', 5],
  ['.5', 0.5],
  ['+1', 1],
  ['-2', -2],
  ['250m', 0.25],
  ['12345678n', 0.012345678],
  ['400u', 0.0004],
  ['1.5k', 1500],
  ['100M', 1e8],
  ['0.1G', 1e8],
  ['2T', 2e12],
  ['3P', 3e15],
  ['1E', 1e18],
  ['1E3', 1000],
  ['1e-1', 0.1],
  ['1e8', 1e8],
  ['1.5Gi', 1610612736],
  ['123456Ki', 126418944],
  ['0.5Mi', 524288],
  ['8Pi', 2 ** 53],
  ['1Ei', 2 ** 60],
])('reads %s as %d', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each([
  '',
  ' 1',
  '1 ',
  '1K',
  '1Mib',
  '1mi',
  '1e3Ki',
  '1e',
  '.',
  '+',
  '1.2.3',
  '0x10',
  'Infinity',
  'NaN',
  '1e400',
  '1_000',
])('refuses "%s"', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

describe('in nanocores', () => {
  test.each([
    ['250m', 250_000_000],
    ['1', 1_000_000_000],
    ['0.1', 100_000_000],
    ['12345678n', 12_345_678],
    ['1e-1', 100_000_000],
    ['9007199.254740992', 9_007_199_254_740_992],
  ])('%s is the whole number %d', (text, value) => {
    expect(parseQuantity(text, 9)).toBe(value);
  });

  test('the sum of any CPUs is the sum of the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 ** 6 }), { maxLength: 50 }), (millis) => {
        const sum = millis.reduce((total, one) => total + (parseQuantity(`${one}m`, 9) ?? Number.NaN), 0);

        expect(sum).toBe(millis.reduce((total, one) => total + one, 0) * 1e6);
      }),
    );
  });
});

test('rounds once, to the nearest double', () => {
  const suffixes = { Ki: 1024n, Mi: 1024n ** 2n, Gi: 1024n ** 3n, k: 1000n, M: 1000n ** 2n, '': 1n };
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 20n }),
      fc.constantFrom(...Object.entries(suffixes)),
      (digits, [suffix, factor]) => {
        expect(parseQuantity(`${digits}${suffix}`)).toBe(Number(digits * factor));
      },
    ),
  );
});
