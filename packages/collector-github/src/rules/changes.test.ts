import { describe, expect, test } from 'vitest';
import { condenseBody, condenseMessage, isHotfix, revertedBy, revertVerdict } from './changes.js';

const rules = { revertLabels: ['revert'], hotfixLabels: ['hotfix'], looseReverts: false };
const SHA = 'c65ada04bb1f477d944b84494ffa64ee86045025';
const pull = (more: object) => ({ headRefName: 'topic', labels: [], body: '', ...more });

describe('a revert', () => {
  test.each([
    ['GitHub’s and git’s subject', { message: 'Revert "Use the slim image" (#2858)' }],
    ['a revert of a revert', { message: 'Revert "Revert "Use the slim image""' }],
    ['the conventional type', { message: 'revert: use the slim image' }],
    ['the conventional type with a scope', { message: 'revert(image): use the slim one' }],
    ['a reference to a pull request', { message: 'Undo the image\n\nReverts acme/metta#2857' }],
    ['a reference in the body of the pull request', { message: 'Undo', pull: pull({ body: 'Reverts #2857' }) }],
    ['a line about a pull request', { message: 'Undo\n\nThis reverts pull request #1' }],
    ['the branch of GitHub’s button', { message: 'Undo', pull: pull({ headRefName: 'revert-2857-slim' }) }],
    ['a configured label', { message: 'Undo', pull: pull({ labels: ['Revert'] }) }],
  ])('shows by %s', (_name, change) => {
    expect(revertVerdict(change, rules)).toEqual({ certain: true });
  });

  test.each([
    ['a word in the subject', 'hotfix: ugly patch, to be reverted when actually fixed'],
    ['a word in the body', 'Fix the transformer\n\nReverted the code back to the version before'],
    ['a subject that starts with the bare word', 'Revert some lazy-loading in the config'],
    ['git’s subject for undoing a revert', 'Reapply "Use the slim image"'],
    ['a dashboard that counts reverts', 'feat: add dashboard cronjob\n\n- reverts in the last 7 days'],
  ])('does not show by %s', (_name, message) => {
    expect(revertVerdict({ message }, rules)).toEqual({ certain: false });
  });

  test('shows by the bare word where that is configured', () => {
    const verdict = revertVerdict({ message: 'Revert some lazy-loading' }, { ...rules, looseReverts: true });

    expect(verdict).toEqual({ certain: true });
  });

  test('shows by a body line alone only if the named commit was shipped', () => {
    const message = `Fix the optimizer\n\nThis reverts commit ${SHA}, which was wrong`;

    expect(revertVerdict({ message }, rules)).toEqual({ ifShipped: [SHA] });
  });

  test('names what it undoes', () => {
    const message = `Revert "Use the slim image" (#2858)\n\nThis reverts commit ${SHA}.\nReverts acme/metta#2857`;

    expect(revertedBy({ message, pull: pull({ headRefName: 'revert-12-x' }) })).toEqual({
      shas: [SHA],
      pulls: [2857, 12],
      subject: 'Use the slim image',
    });
  });
});

describe('a hotfix', () => {
  test.each([
    ['a prefix of the subject', { message: 'hotfix: avoid NaN' }],
    ['a prefix behind a mark', { message: '[Hotfix] avoid NaN' }],
    ['its head branch', { message: 'avoid NaN', pull: pull({ headRefName: 'hotfix/nan' }) }],
    ['a label', { message: 'avoid NaN', pull: pull({ labels: ['hotfix'] }) }],
  ])('shows by %s', (_name, change) => {
    expect(isHotfix(change, rules)).toBe(true);
  });

  test.each([
    ['a word within the subject', { message: 'add a metric for hotfix commits' }],
    ['a word in the body', { message: 'feat: dashboard\n\nhotfix: counts' }],
    ['a longer word', { message: 'hotfixes are counted' }],
    ['a branch that merely starts alike', { message: 'x', pull: pull({ headRefName: 'hotfixes' }) }],
  ])('does not show by %s', (_name, change) => {
    expect(isHotfix(change, rules)).toBe(false);
  });
});

test('condensing a message keeps what the rules read, and changes nothing the second time', () => {
  const message = `Revert "x" (#2)\r\n\nbecause\n  This reverts commit ${SHA}.\nReverts #1\nCo-authored-by: A <a@x.example>`;

  const condensed = condenseMessage(message);

  expect(condensed).toBe(`Revert "x" (#2)\nThis reverts commit ${SHA}.\nReverts #1`);
  expect(condenseMessage(condensed)).toBe(condensed);
  expect(condenseBody('why\nReverts #1\nmore')).toBe('Reverts #1');
});
