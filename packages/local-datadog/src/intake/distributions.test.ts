import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { datadogs, NOW, submit } from '../../test/submission.js';

const { start, close } = datadogs();
const PATH = '/api/v1/distribution_points';
const merged = { metric: 'acme.merge_hours', points: [[NOW, [1, 2.5]]], tags: ['repo:a'] };

afterEach(close);

test('samples are stored by second, and sending them again adds them again', async () => {
  const datadog = await start();

  const first = await submit(datadog, PATH, { series: [{ ...merged, host: 'box', type: 'distribution' }] });
  await submit(datadog, PATH, { series: [{ ...merged, host: 'box' }] });

  expect(first).toEqual({ status: 202, body: { status: 'ok' } });
  expect(datadog.series()).toEqual([
    {
      metric: 'acme.merge_hours',
      type: 'distribution',
      tags: ['host:box', 'repo:a'],
      points: [[NOW, [1, 2.5, 1, 2.5]]],
    },
  ]);
});

test('a gauge and a distribution of one name are two series', async () => {
  const datadog = await start();

  await submit(datadog, PATH, { series: [{ ...merged, tags: [] }] });
  await submit(datadog, '/api/v1/series', { series: [{ metric: 'acme.merge_hours', points: [[NOW, 7]] }] });

  expect(datadog.series().map(({ type, points }) => [type, points])).toEqual([
    ['distribution', [[NOW, [1, 2.5]]]],
    ['unspecified', [[NOW, 7]]],
  ]);
});

test('deflate is read, and gzip is not', async () => {
  const datadog = await start();
  const body = JSON.stringify({ series: [merged] });

  const deflated = await submit(datadog, PATH, deflateSync(body), { 'content-encoding': 'deflate' });
  const gzipped = await submit(datadog, PATH, gzipSync(body), { 'content-encoding': 'gzip' });

  expect(deflated.status).toBe(202);
  expect(gzipped).toEqual({
    status: 415,
    body: { errors: ['Unsupported Content-Encoding (supported: identity, deflate)'] },
  });
});

test('samples outside the window or without a number are dropped', async () => {
  const datadog = await start();

  await submit(datadog, PATH, {
    series: [
      {
        ...merged,
        points: [
          [NOW - 3_601, [1]],
          [NOW, [2, null]],
        ],
      },
    ],
  });

  expect(datadog.points().map(({ value }) => value)).toEqual([[2]]);
  expect(datadog.dropped().map(({ reason }) => reason)).toEqual([
    'the point is 3601 seconds old, at most 3600',
    'the value is not a finite number',
  ]);
});

test.each([
  [{ points: [[NOW, 1]] }, 'payload.series[0].points[0][1] is not an array'],
  [{ points: [[NOW, ['1']]] }, 'payload.series[0].points[0][1][0] is not a number'],
  [{ points: [NOW] }, 'payload.series[0].points[0] is not [timestamp, values]'],
  [{ type: 'gauge' }, 'payload.series[0].type is not distribution'],
])('the series %j refuses the payload', async (fields, error) => {
  const datadog = await start();

  const answer = await submit(datadog, PATH, { series: [{ ...merged, ...fields }] });

  expect(answer).toEqual({ status: 400, body: { errors: [error] } });
});

test('512,000 bytes as sent are accepted and one more is refused', async () => {
  const datadog = await start();
  const padded = (bytes: number) => `{"series":[],"pad":"${'x'.repeat(bytes - 22)}"}`;

  const fits = await submit(datadog, PATH, padded(512_000));
  const over = await submit(datadog, PATH, padded(512_001));

  expect([fits.status, over.status]).toEqual([202, 413]);
});
