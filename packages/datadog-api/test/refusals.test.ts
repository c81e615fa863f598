import { expect, test } from 'vitest';
import { failureOf, opened } from './local.js';

test('a key that Datadog knows is valid, and one that it does not know is named', async () => {
  const { api } = await opened();
  const { api: stranger } = await opened({}, { apiKey: 'planted-stranger' });

  await expect(api.validate()).resolves.toBeUndefined();
  expect(await failureOf(stranger.validate())).toEqual({
    name: 'AuthenticationError',
    message: 'cannot validate the API key: 403 Forbidden',
    status: 403,
    hint: 'check DD_API_KEY, DD_APP_KEY and DD_SITE: keys belong to one site',
  });
});

test('an application key that is missing or foreign is refused with the scope it takes', async () => {
  const { api } = await opened({}, { appKey: 'planted-stranger' });

  expect(await failureOf(api.metrics.active())).toEqual({
    name: 'AuthenticationError',
    message: 'cannot list the metrics: 403 Forbidden',
    status: 403,
    hint: 'check DD_API_KEY, DD_APP_KEY and DD_SITE: keys belong to one site; the application key needs the scope metrics_read',
  });
});

test.each([
  ['', 'cannot list the metrics: the application key is empty'],
  ['planted\n', 'cannot list the metrics: the application key holds white space or other foreign characters'],
])('the application key %j asks nobody', async (appKey, message) => {
  const { api, datadog } = await opened({}, { appKey });

  expect(await failureOf(api.metrics.active())).toMatchObject({ name: 'AuthenticationError', message });
  expect(datadog.requests()).toEqual([]);
});

test.each([
  [
    { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>No</h1>' },
    '403 with text/html instead of JSON',
  ],
  [
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' },
    '200 with text/html instead of JSON',
  ],
  [{ status: 302, headers: { location: '/login' } }, '302 without a reason'],
])('an answer %j is told as not of Datadog', async (fault, reason) => {
  const { api, datadog } = await opened();
  datadog.faults.add(fault);

  expect(await failureOf(api.validate())).toEqual({
    name: 'DatadogApiError',
    message: `cannot validate the API key: ${reason}`,
    status: fault.status,
    hint: 'check DD_SITE, DD_URL and the proxy: that was not the API of Datadog',
  });
});

test('an answer that repeats a key does not show it', async () => {
  const { api, datadog } = await opened();
  datadog.faults.add({ status: 400, body: '{"errors": ["bad key planted-api-key"]}' });

  expect(await failureOf(api.metrics.active())).toMatchObject({
    message: 'cannot list the metrics: 400 bad key [key]',
  });
});
