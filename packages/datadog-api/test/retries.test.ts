import { expect, test } from 'vitest';
import { failureOf, opened } from './local.js';

const BUSY = { errors: ['Too many requests'] };

test('waits as long as a rate limit asks, and asks again', async () => {
  const { api, datadog, waits } = await opened();
  const body = JSON.stringify(BUSY);
  datadog.faults.add({ status: 429, headers: { 'x-ratelimit-reset': '7' }, body, times: 1 });
  datadog.faults.add({ status: 429, headers: { 'retry-after': 'Thu, 23 Oct 2025 18:20:09 GMT' }, body, times: 1 });

  await api.validate();

  expect(waits).toEqual([7_000, 9_000]);
  datadog.verify();
});

test('a wait beyond the budget is told at once', async () => {
  const { api, datadog, waits } = await opened();
  datadog.faults.add({ status: 429, headers: { 'x-ratelimit-reset': '61' }, body: JSON.stringify(BUSY) });

  expect(await failureOf(api.validate())).toEqual({
    name: 'DatadogApiError',
    message: 'cannot validate the API key: 429 Too many requests',
    status: 429,
    hint: 'try again later',
  });
  expect(waits).toEqual([]);
});

test('what can be repeated is repeated after 408, 5xx and a lost connection', async () => {
  const { api, datadog, waits } = await opened();
  datadog.faults.add({ status: 408, times: 1 });
  datadog.faults.add({ status: 512, times: 1 });
  datadog.faults.add({ reset: true, times: 1 });

  await api.validate();

  expect(waits).toEqual([500, 1_000, 2_000]);
});

test('an attempt that never ends well is given up', async () => {
  const { api, datadog } = await opened();
  datadog.faults.add({ status: 503, body: '{"errors": ["down"]}' });

  expect(await failureOf(api.validate())).toMatchObject({ message: 'cannot validate the API key: 503 down' });
  expect(datadog.requests().length).toBe(6);
});

test('what creates something is sent once', async () => {
  const { api, datadog } = await opened();
  datadog.faults.add({ status: 500 });
  const create = () => api.call({ method: 'POST', path: '/api/v1/monitor', body: {} }, { what: 'create a monitor' });

  const { message } = await failureOf(create());
  datadog.faults.clear();
  datadog.faults.add({ reset: true });
  await failureOf(create());

  expect(message).toBe('cannot create a monitor: 500 without a reason');
  expect(datadog.requests().length).toBe(2);
});

test('a request is ended by the signal', async () => {
  const { api, datadog } = await opened({}, { signal: AbortSignal.abort(new Error('stopped')) });

  expect(await failureOf(api.validate())).toMatchObject({ message: 'cannot validate the API key: stopped' });
  expect(datadog.requests()).toEqual([]);
});
