import { AuthenticationError, DatasetError } from '@metta-dd/core';
import { DatadogApiError } from '@metta-dd/datadog-api';
import { expect, test } from 'vitest';
import { failureOf, InterruptedError } from './failure.js';

test.each([
  [
    'refused keys',
    new AuthenticationError('cannot list the metrics: 403 Forbidden', { hint: 'check DD_API_KEY' }),
    4,
    { code: 'AUTHENTICATION', message: 'cannot list the metrics: 403 Forbidden', hint: 'check DD_API_KEY' },
  ],
  [
    'credentials refused further down',
    new DatasetError('ships', new AuthenticationError('401')),
    4,
    { code: 'AUTHENTICATION', message: 'cannot fetch ships: 401', hint: 'metta-dd doctor' },
  ],
  [
    'a Datadog that does not answer',
    new DatadogApiError('cannot list the metrics: 500 down', { status: 500 }),
    1,
    { code: 'DATADOG', message: 'cannot list the metrics: 500 down', hint: 'metta-dd doctor datadog' },
  ],
  [
    'a signal',
    new InterruptedError('SIGTERM', { cause: new Error('aborted') }),
    143,
    { code: 'INTERRUPTED', message: 'ended by SIGTERM' },
  ],
  ['anything else', new RangeError('out of range'), 1, { code: 'INTERNAL', message: 'out of range' }],
])('%s have their exit code and their error', (_, error, exitCode, item) => {
  expect(failureOf(error, 'metta-dd --help')).toEqual({ exitCode, errors: [item] });
});
