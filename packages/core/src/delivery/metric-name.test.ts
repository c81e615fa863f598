import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricNameFault, storedMetricName } from './metric-name.js';

test.each([
  ['5-2 arsenal over spurs', 'arsenal_over_spurs'],
  ['a$.b', 'a.b'],
  ['a___..b', 'a..b'],
  ['github.prs.open', 'github.prs.open'],
  ['_a', 'a'],
  ['a._b', 'a.b'],
  ['a_', 'a'],
  ['1.2', ''],
])('the intake stores %j as %j', (name, stored) => {
  expect(storedMetricName(name)).toBe(stored);
});

test('storing a stored name changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const once = storedMetricName(name);

      expect(storedMetricName(once)).toBe(once);
    }),
  );
});

test.each([
  ['github.prs.open', undefined],
  [`a${'b'.repeat(199)}`, undefined],
  [`a${'b'.repeat(200)}`, 'the metric name is longer than 200 characters'],
  ['a b', 'the intake would change the metric name'],
  ['', 'the intake would change the metric name'],
])('judges %j', (name, fault) => {
  expect(metricNameFault(name)).toBe(fault);
});
