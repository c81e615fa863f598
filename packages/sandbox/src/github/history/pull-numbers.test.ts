import { describe, expect, it } from 'vitest';
import { subjectPullNumber } from './pull-numbers.js';

describe('the pull request of a subject', () => {
  it.each([
    ['Add a file (#12)', 12],
    ['Revert "Add a file (#12)" (#13)', 13],
    ['Merge pull request #14 from ada/topic', 14],
    ['Add a file (#12) again', undefined],
    ['Fix #12', undefined],
    ['Add a file\n\nSee (#12)', undefined],
  ])('of %j is %s', (message, number) => {
    expect(subjectPullNumber(message)).toBe(number);
  });
});
