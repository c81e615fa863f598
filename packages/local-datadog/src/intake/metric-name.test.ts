import { describe, expect, test } from 'vitest';
import { nameRefusal, normalizeName } from './metric-name.js';

// Pairs the back end's own tests have: terraform-provider-datadog, datadog/internal/utils/utils_test.go, and the
// agents' metric name packages.
const stored: readonly (readonly [sent: string, stored: string])[] = [
  ['?does.this.work?', 'does.this.work'],
  ['5-2 arsenal over spurs', 'arsenal_over_spurs'],
  ['dd.crawler.amazon web services.run_time', 'dd.crawler.amazon_web_services.run_time'],
  ['test*&(*._-_Metrictastic*(*)(  wtf_who_doesthis??', 'test.Metrictastic_wtf_who_doesthis'],
  ['multiple-norm-1', 'multiple_norm_1'],
  ['multiple_norm-1', 'multiple_norm_1'],
  ['a$.b', 'a.b'],
  ['a_.b', 'a.b'],
  ['a._b', 'a.b'],
  ['a__b', 'a_b'],
  ['__init__.metric', 'init.metric'],
  ['a___..b', 'a..b'],
  ['a_.', 'a.'],
  ['a_', 'a'],
  ['1app.requests', 'app.requests'],
  ['...foo', 'foo'],
  ['foo...bar', 'foo...bar'],
  ['host.cpu%util', 'host.cpu_util'],
  ['café.requests', 'caf.requests'],
  ['MyMetric.Count', 'MyMetric.Count'],
  ['n_o_i_n_d_e_x.pct_aggr.1234', 'n_o_i_n_d_e_x.pct_aggr.1234'],
];

/** The rule as the vendor words it, one character after another: the oracle for the expressions. */
function oneByOne(name: string): string {
  let out = '';
  for (const character of name.slice(name.search(/[A-Za-z]/))) {
    if (/[A-Za-z0-9]/.test(character)) out += character;
    else if (character === '.') out = out.endsWith('_') ? `${out.slice(0, -1)}.` : `${out}.`;
    else if (!/[._]$/.test(out)) out += '_';
  }
  return out.replace(/_$/, '');
}

function wordsOf(alphabet: readonly string[], length: number): string[] {
  if (length === 0) return [''];
  return wordsOf(alphabet, length - 1).flatMap((word) => alphabet.map((character) => word + character));
}

describe('metric names', () => {
  test.each(stored)('%j is stored as %j, and that as itself', (sent, expected) => {
    expect(nameRefusal(sent)).toBeUndefined();
    expect(normalizeName(sent)).toBe(expected);
    expect(normalizeName(expected)).toBe(expected);
  });

  test('every short word is stored as the vendor words the rule', () => {
    const words = [1, 2, 3, 4, 5].flatMap((length) => wordsOf(['a', 'B', '1', '.', '_', '-', 'é'], length));
    const named = words.filter((word) => nameRefusal(word) === undefined);

    const different = named.filter((word) => normalizeName(word) !== oneByOne(word));

    expect(named.length).toBeGreaterThan(10_000);
    expect(different).toEqual([]);
  });

  test.each([
    ['', 'the metric name is empty'],
    ['_', 'the metric name has no letter'],
    ['123', 'the metric name has no letter'],
    ['🍣', 'the metric name has no letter'],
    ['a'.repeat(350), undefined],
    ['a'.repeat(351), 'the metric name is longer than 350 bytes'],
    ['a-'.repeat(176), 'the metric name is longer than 350 bytes'],
    [`a${'é'.repeat(175)}`, 'the metric name is longer than 350 bytes'],
  ])('%j is refused because: %s', (name, reason) => {
    expect(nameRefusal(name)).toBe(reason);
  });
});
