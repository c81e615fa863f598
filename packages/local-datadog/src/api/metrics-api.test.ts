import { afterEach, describe, expect, test } from 'vitest';
import { datadogs, gauge, NOW, submit } from '../../test/submission.js';
import type { LocalDatadog } from '../local-datadog.js';

const { start, close } = datadogs();
const KEYS = { 'dd-api-key': 'key', 'dd-application-key': 'app' };

afterEach(close);

/** Asks with both keys and returns the status and the parsed answer. */
async function ask({ url }: LocalDatadog, method: string, path: string, body?: object) {
  const answer = await fetch(url + path, { method, headers: KEYS, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, body: parsed };
}

async function withMetrics(...names: readonly string[]) {
  const datadog = await start();
  await submit(datadog, '/api/v2/series', { series: names.map((metric) => gauge({ metric })) });
  return datadog;
}

describe('the keys', () => {
  test.each([
    [{}, 403],
    [{ 'dd-api-key': 'key' }, 403],
    [{ 'dd-api-key': 'key', 'dd-application-key': 'other' }, 403],
    [{ 'dd-api-key': 'other', 'dd-application-key': 'app' }, 403],
    [KEYS, 200],
  ])('%j is answered %d', async (headers, status) => {
    const { url } = await start({ apiKeys: ['key'], appKeys: ['app'] });

    const answers = await Promise.all(
      ['/api/v2/metrics', `/api/v1/metrics?from=${NOW}`].map((path) => fetch(url + path, { headers })),
    );

    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
  });
});

describe('metadata', () => {
  const unset = {
    type: 'gauge',
    description: null,
    unit: null,
    per_unit: null,
    short_name: null,
    statsd_interval: null,
    integration: null,
  };

  test('a metric without a point has none, and takes none', async () => {
    const datadog = await start();

    expect([
      await ask(datadog, 'GET', '/api/v1/metrics/acme.a'),
      await ask(datadog, 'PUT', '/api/v1/metrics/acme.a', { unit: 'hour' }),
    ]).toEqual([
      { status: 404, body: { errors: ['Metric acme.a not found'] } },
      { status: 400, body: { errors: ['error updating metric metadata'] } },
    ]);
  });

  test('what is put is merged, echoed whole and kept', async () => {
    const datadog = await withMetrics('acme.a');
    const first = { type: 'gauge', unit: 'hour', description: 'How long.' };

    const answers = [
      await ask(datadog, 'GET', '/api/v1/metrics/acme.a'),
      await ask(datadog, 'PUT', '/api/v1/metrics/acme.a', first),
      await ask(datadog, 'PUT', '/api/v1/metrics/acme.a', { short_name: 'long', integration: 'mine' }),
      await ask(datadog, 'GET', '/api/v1/metrics/acme.a'),
    ];

    expect(answers).toEqual([
      { status: 200, body: unset },
      { status: 200, body: { ...unset, ...first } },
      { status: 200, body: { ...unset, ...first, short_name: 'long' } },
      { status: 200, body: { ...unset, ...first, short_name: 'long' } },
    ]);
  });

  test('the type distribution, a wrong type of a field and no object are refused', async () => {
    const datadog = await withMetrics('acme.a');

    const answers = await Promise.all(
      [{ type: 'distribution' }, { unit: 1 }, { statsd_interval: 'x' }, []].map((body) =>
        ask(datadog, 'PUT', '/api/v1/metrics/acme.a', body),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  test('a reset forgets it', async () => {
    const datadog = await withMetrics('acme.a');
    await ask(datadog, 'PUT', '/api/v1/metrics/acme.a', { unit: 'hour' });

    datadog.reset();
    await submit(datadog, '/api/v2/series', { series: [gauge({ metric: 'acme.a' })] });

    expect((await ask(datadog, 'GET', '/api/v1/metrics/acme.a')).body).toEqual(unset);
  });
});

describe('names', () => {
  test('those with a point since a time are listed, and found by a part', async () => {
    const datadog = await withMetrics('acme.b', 'acme.a', 'zoo.a');

    expect([
      await ask(datadog, 'GET', `/api/v1/metrics?from=${NOW}`),
      await ask(datadog, 'GET', `/api/v1/metrics?from=${NOW + 1}`),
      await ask(datadog, 'GET', '/api/v1/metrics'),
      await ask(datadog, 'GET', '/api/v1/search?q=metrics:acme.'),
    ]).toEqual([
      { status: 200, body: { from: String(NOW), metrics: ['acme.a', 'acme.b', 'zoo.a'] } },
      { status: 200, body: { from: String(NOW + 1), metrics: [] } },
      { status: 400, body: { errors: ["Missing required parameter 'from'"] } },
      { status: 200, body: { results: { metrics: ['acme.a', 'acme.b'] } } },
    ]);
  });

  test('version 2 hands them out in pages', async () => {
    const datadog = await withMetrics('acme.b', 'acme.a', 'zoo.a');
    const first = await ask(datadog, 'GET', '/api/v2/metrics?page[size]=2');
    const cursor = Buffer.from('acme.b').toString('hex');

    const second = await ask(datadog, 'GET', `/api/v2/metrics?page[size]=2&page[cursor]=${cursor}`);

    const pagination = { limit: 2, type: 'cursor_limit' };
    expect([first.body, second.body]).toEqual([
      {
        data: [
          { type: 'metrics', id: 'acme.a' },
          { type: 'metrics', id: 'acme.b' },
        ],
        meta: { pagination: { ...pagination, cursor: null, next_cursor: cursor } },
      },
      {
        data: [{ type: 'metrics', id: 'zoo.a' }],
        meta: { pagination: { ...pagination, cursor, next_cursor: null } },
      },
    ]);
  });

  test('a window beyond 30 days and a filter it does not have are refused', async () => {
    const datadog = await start();

    const answers = await Promise.all(
      ['window[seconds]=2592001', 'page[size]=10001', 'page[size]=0', 'filter[queried]=true'].map((query) =>
        ask(datadog, 'GET', `/api/v2/metrics?${query}`),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });
});

describe('tag configurations', () => {
  const path = '/api/v2/metrics/acme.a/tags';
  const body = (attributes: object) => ({ data: { type: 'manage_tags', id: 'acme.a', attributes } });

  test('they are made once, changed and removed', async () => {
    const datadog = await withMetrics('acme.a');
    const at = new Date(NOW * 1_000).toISOString();
    const answer = (tags: readonly string[]) => body({ tags, metric_type: 'gauge', created_at: at, modified_at: at });

    const answers = [
      await ask(datadog, 'GET', path),
      await ask(datadog, 'POST', path, body({ tags: ['app', 'env'], metric_type: 'gauge' })),
      await ask(datadog, 'POST', path, body({ tags: ['app'], metric_type: 'gauge' })),
      await ask(datadog, 'PATCH', path, body({ tags: ['app'], metric_type: 'gauge' })),
      await ask(datadog, 'PATCH', path, body({ tags: ['app', 'team'] })),
      await ask(datadog, 'GET', path),
      await ask(datadog, 'DELETE', path),
      await ask(datadog, 'DELETE', path),
    ];

    expect(answers).toEqual([
      { status: 404, body: { errors: ['acme.a not found'] } },
      { status: 201, body: answer(['env', 'app']) },
      { status: 409, body: { errors: ['acme.a already has a tag configuration'] } },
      { status: 400, body: { errors: ["'metric_type' cannot be changed"] } },
      { status: 200, body: answer(['team', 'app']) },
      { status: 200, body: answer(['team', 'app']) },
      { status: 204, body: undefined },
      { status: 404, body: { errors: ['acme.a not found'] } },
    ]);
  });
});
