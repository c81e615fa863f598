import { expect, test } from 'vitest';
import {
  endingOf,
  isActive,
  isQueued,
  isRunning,
  statusTag,
  TERMINAL_STATUSES,
  UNFINISHED_STATUSES,
} from './status.js';

const facts = (status: string) => [isQueued({ status }), isRunning({ status }), isActive({ status }), endingOf(status)];

test('every status has its place', () => {
  const places = Object.fromEntries([...UNFINISHED_STATUSES, ...TERMINAL_STATUSES].map((one) => [one, facts(one)]));

  expect(places).toEqual({
    PENDING: [true, false, true, undefined],
    SUBMITTED: [true, false, true, undefined],
    STARTING: [true, false, true, undefined],
    RUNNING: [false, true, true, undefined],
    WINDING_DOWN: [false, true, true, undefined],
    RECOVERING: [false, false, true, undefined],
    CANCELLING: [false, false, true, undefined],
    SUCCEEDED: [false, false, false, 'succeeded'],
    CANCELLED: [false, false, false, 'cancelled'],
    FAILED: [false, false, false, 'failed'],
    FAILED_SETUP: [false, false, false, 'failed'],
    FAILED_PRECHECKS: [false, false, false, 'failed'],
    FAILED_NO_RESOURCE: [false, false, false, 'failed'],
    FAILED_CONTROLLER: [false, false, false, 'failed'],
  });
});

test('a status of a newer server is unfinished and other', () => {
  expect([facts('HIBERNATING'), statusTag('HIBERNATING')]).toEqual([[false, false, true, undefined], 'other']);
});
