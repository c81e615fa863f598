import { expect, test } from 'vitest';
import { checkTags, storedTag } from './tags.js';

test.each([
  ['FOO', 'foo'],
  ['1foo', 'foo'],
  ['foo__bar', 'foo_bar'],
  ['f!@#$%^&*(),./-=_+', 'f_./-'],
  ['Repo:Acme/Metta', 'repo:acme/metta'],
  ['größe:groß', 'größe:groß'],
  [':x', ':x'],
])('the intake stores %j as %j', (tag, stored) => {
  expect(storedTag(tag)).toBe(stored);
});

test.each([
  [['b:2', 'a:1', 'b:2'], { tags: ['a:1', 'b:2'] }],
  [[], { tags: [] }],
  [['team:'], { fault: 'a tag has no value' }],
  [['!!'], { fault: 'a tag is empty once the intake has cleaned it' }],
  [[`k:${'x'.repeat(198)}`], { tags: [`k:${'x'.repeat(198)}`] }],
  [[`k:${'x'.repeat(199)}`], { fault: 'a tag is longer than 200 bytes' }],
])('checks %j', (tags, checked) => {
  expect(checkTags(tags)).toEqual(checked);
});

test('takes 100 tags and no more', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `k${index}:v`);

  expect(checkTags(tags(100))).toHaveProperty('tags');
  expect(checkTags(tags(101))).toEqual({ fault: 'more than 100 tags' });
});
