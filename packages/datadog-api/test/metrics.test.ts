import { startStandIn } from '@metta-dd/local-datadog';
import { expect, onTestFinished, test } from 'vitest';
import { createDatadogApi } from '../src/index.js';
import { API_KEY, APP_KEY, failureOf, NOW, opened, submit } from './local.js';

test('lists the metrics with points in a window, and searches them', async () => {
  const { api, datadog } = await opened();
  await submit(datadog, 'acme.b', 'acme.a', 'zoo.a');

  const active = await api.metrics.active();
  const found = await api.metrics.search('acme.');
  datadog.clock.set(new Date((NOW + 7_200) * 1_000));
  const later = await api.metrics.active();
  const wider = await api.metrics.active({ windowSeconds: 7_200 });

  expect({ active, found, later, wider }).toEqual({
    active: ['acme.a', 'acme.b', 'zoo.a'],
    found: ['acme.a', 'acme.b'],
    later: [],
    wider: ['acme.a', 'acme.b', 'zoo.a'],
  });
});

/** An API over a listing of these pages, each reached with the cursor of its number. */
async function listing(pages: readonly object[]) {
  const standIn = await startStandIn({
    now: new Date(NOW * 1_000),
    handler: ({ url }) => ({ status: 200, body: pages[Number(url.searchParams.get('page[cursor]') ?? 0)] ?? {} }),
  });
  onTestFinished(() => standIn.close());
  return createDatadogApi({ url: standIn.url, apiKey: API_KEY, appKey: APP_KEY }).metrics;
}

const page = (id: string, next: string | null) => ({
  data: [{ type: 'metrics', id }],
  meta: { pagination: { next_cursor: next } },
});

test('follows every page of the list', async () => {
  const metrics = await listing([page('b', '1'), page('a', '2'), page('b', null)]);

  expect(await metrics.active()).toEqual(['a', 'b']);
});

test('a page that leads back, and one without a list, are errors', async () => {
  const [back, none, nameless] = await Promise.all([
    listing([page('a', '1'), page('b', '1')]),
    listing([page('a', '1'), { meta: {} }]),
    listing([{ data: [{ type: 'metrics' }] }]),
  ]);

  const messages = await Promise.all([back, none, nameless].map((metrics) => failureOf(metrics.active())));

  expect(messages.map(({ message }) => message)).toEqual([
    'cannot list the metrics: a page leads back to an earlier one',
    'cannot list the metrics: the answer has no list',
    'cannot list the metrics: the answer lists a metric without a name',
  ]);
});

test('reads and writes metadata; what is unset is absent', async () => {
  const { api, datadog } = await opened();
  await submit(datadog, 'acme.a');
  const change = { type: 'gauge', description: 'How many.', unit: 'step', perUnit: 'second' };

  const before = await api.metrics.metadata('acme.a');
  const written = await api.metrics.updateMetadata('acme.a', change);
  const after = await api.metrics.metadata('acme.a');
  const unknown = await api.metrics.metadata('acme.b');

  expect({ before, written, after, unknown }).toEqual({
    before: { type: 'gauge' },
    written: change,
    after: change,
    unknown: undefined,
  });
});

test('metadata of a metric without a point are refused with the reason', async () => {
  const { api } = await opened();

  expect(await failureOf(api.metrics.updateMetadata('acme.a', { unit: 'hour' }))).toEqual({
    name: 'DatadogApiError',
    message: 'cannot write the metadata of acme.a: 400 error updating metric metadata',
    status: 400,
  });
});

test('reads a tag configuration, its tags in order', async () => {
  const { api, datadog } = await opened();
  await submit(datadog, 'acme.a');
  const attributes = { tags: ['app', 'env'], metric_type: 'gauge' };

  const none = await api.metrics.tagConfiguration('acme.a');
  await api.call(
    {
      method: 'POST',
      path: '/api/v2/metrics/acme.a/tags',
      body: { data: { type: 'manage_tags', id: 'acme.a', attributes } },
    },
    { what: 'configure the tags of acme.a' },
  );
  const some = await api.metrics.tagConfiguration('acme.a');

  expect({ none, some }).toEqual({
    none: undefined,
    some: { metricType: 'gauge', tags: ['app', 'env'], excludes: false, includePercentiles: false },
  });
});
