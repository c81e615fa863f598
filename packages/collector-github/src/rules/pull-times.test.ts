import { describe, expect, test } from 'vitest';
import {
  codingHours,
  hoursOfCycle,
  hoursToFirstReview,
  hoursToMerge,
  type ReviewedPull,
  wasCommentedOn,
  wasReviewed,
} from './pull-times.js';

const at = (hour: number) => new Date(Date.UTC(2025, 9, 20, hour));
const ada = { login: 'ada', bot: false };
const ben = { login: 'ben', bot: false };
const bot = { login: 'fixer', bot: true };
const remark = (hour: number, author = ben, written = true) => ({ at: at(hour), author, written });

function pull(more: Partial<ReviewedPull> = {}): ReviewedPull {
  return { createdAt: at(0), mergedAt: at(10), readyAt: [], author: ada, comments: [], reviews: [], ...more };
}

describe('times of a pull request', () => {
  test('run from creation to the merge', () => {
    expect([hoursToMerge(pull()), hoursOfCycle(pull())]).toEqual([10, 10]);
  });

  test('leave out the time as a draft, up to the last time it was made ready before the merge', () => {
    const drafted = pull({ readyAt: [at(2), at(6), at(11)] });

    expect([hoursToMerge(drafted), hoursOfCycle(drafted)]).toEqual([10, 4]);
  });

  test('know the time of coding only where it came first', () => {
    expect(codingHours(pull({ createdAt: at(5), firstAuthoredAt: at(2) }))).toBe(3);
    expect(codingHours(pull({ createdAt: at(5), firstAuthoredAt: at(6) }))).toBeUndefined();
    expect(codingHours(pull())).toBeUndefined();
  });
});

describe('the first review', () => {
  test.each([
    ['a review by another person', { reviews: [remark(4)] }, 4],
    ['a comment that came earlier', { reviews: [remark(4)], comments: [remark(3)] }, 3],
    ['counted from ready for review', { readyAt: [at(2)], reviews: [remark(1), remark(4)] }, 2],
    ['none by the author', { reviews: [remark(4, ada)] }, undefined],
    ['none by a bot', { comments: [remark(4, bot)] }, undefined],
    ['none after the merge', { reviews: [remark(11)] }, undefined],
  ])('is %s', (_name, more, hours) => {
    expect(hoursToFirstReview(pull(more), [])).toBe(hours);
  });
});

describe('a merged pull request', () => {
  test.each([
    ['an approval without a word', { reviews: [remark(4, ben, false)] }, true, false],
    ['a review with a text', { reviews: [remark(4)] }, true, true],
    ['a comment', { comments: [remark(4)] }, false, true],
    ['a comment after the merge', { comments: [remark(12)] }, false, true],
    ['only its author', { comments: [remark(4, ada)], reviews: [remark(5, ada)] }, false, false],
    ['only a bot', { comments: [remark(4, bot)], reviews: [remark(5, bot)] }, false, false],
  ])('with %s', (_name, more, reviewed, commented) => {
    const one = pull(more);

    expect([wasReviewed(one, []), wasCommentedOn(one, [])]).toEqual([reviewed, commented]);
  });
});
