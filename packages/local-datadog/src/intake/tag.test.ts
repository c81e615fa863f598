import { expect, test } from 'vitest';
import { normalizeTag } from './tag.js';

// Pairs of terraform-provider-datadog, datadog/internal/utils/tags_test.go, then the documented rules:
// https://docs.datadoghq.com/getting_started/tagging/#define-tags
test.each([
  ['foo', 'foo'],
  ['FOO', 'foo'],
  ['1foo', 'foo'],
  ['foo_', 'foo'],
  [':foo', ':foo'],
  ['foo_bar', 'foo_bar'],
  ['foo__bar', 'foo_bar'],
  ['foo123', 'foo123'],
  ['f!@#$%^&*(),./-=_+', 'f_./-'],
  ['env:Prod', 'env:prod'],
  ['url:https://x.y/z-1', 'url:https://x.y/z-1'],
  ['team:größe', 'team:größe'],
  ['role:web server', 'role:web_server'],
  ['empty:', 'empty'],
  ['123', ''],
  ['', ''],
])('the tag %j is stored as %j, and that as itself', (sent, stored) => {
  expect(normalizeTag(sent)).toBe(stored);
  expect(normalizeTag(stored)).toBe(stored);
});

test('a tag of 200 bytes is kept and a longer one clipped, never inside a character', () => {
  const fits = `k:${'v'.repeat(198)}`;
  const wide = `k:${'ö'.repeat(99)}`;

  expect(normalizeTag(fits)).toBe(fits);
  expect(normalizeTag(`${fits}v`)).toBe(fits);
  expect(normalizeTag(`${wide}ö`)).toBe(wide);
  expect(normalizeTag(`${wide.slice(0, -1)}vö`)).toBe(`${wide.slice(0, -1)}v`);
});
