import { describe, expect, test } from 'vitest';
import { statusOf } from './project-status.js';

describe('the status of a project', () => {
  test.each([
    ['the kind of its update', { current_status_update: { status_type: 'dropped' }, current_status: null }, 'dropped'],
    [
      'the update where both fields tell one',
      { current_status_update: { status_type: 'at_risk' }, current_status: { color: 'green' } },
      'at_risk',
    ],
    [
      'the color where the update does not tell its kind',
      { current_status_update: {}, current_status: { color: 'blue' } },
      'on_hold',
    ],
    [
      'the color where there is no update',
      { current_status_update: null, current_status: { color: 'red' } },
      'off_track',
    ],
    ['none without either', { current_status_update: null, current_status: null }, 'none'],
    ['other for a kind that is not known', { current_status_update: { status_type: 'paused' } }, 'other'],
    ['other for a color that is not known', { current_status: { color: 'mauve' } }, 'other'],
    ['other where an update tells nothing', { current_status_update: {}, current_status: null }, 'other'],
  ] as const)('is %s', (_, updates, status) => {
    expect(statusOf(updates)).toBe(status);
  });
});
