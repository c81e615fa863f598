import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { datadogs, NOW, submit } from '../../test/submission.js';

const { start, close } = datadogs();
const PATH = '/api/v1/series';

afterEach(close);

describe('series of version 1', () => {
  test('points are pairs, types are words, and the host is a field', async () => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, {
      series: [
        { metric: 'a', type: 'rate', interval: 10, points: [[NOW + 0.9, 1.5]], host: 'box', tags: ['k:v'] },
        { metric: 'b', type: '', points: [[NOW, 2]] },
        { metric: 'c', points: [[NOW, null]] },
      ],
    });

    expect(answer).toEqual({ status: 202, body: { status: 'ok' } });
    expect(datadog.series()).toEqual([
      { metric: 'a', type: 'rate', interval: 10, tags: ['host:box', 'k:v'], points: [[NOW, 1.5]] },
      { metric: 'b', type: 'unspecified', tags: [], points: [[NOW, 2]] },
    ]);
    expect(datadog.dropped().map(({ metric }) => metric)).toEqual(['c']);
  });

  test.each([
    [{ metric: 'a', points: [[NOW]] }, 'payload.series[0].points[0] is not [timestamp, value]'],
    [{ metric: 'a', points: [{ timestamp: NOW, value: 1 }] }, 'payload.series[0].points[0] is not [timestamp, value]'],
    [{ metric: 'a', points: [[NOW, '1']] }, 'payload.series[0].points[0][1] is not a number'],
    [{ metric: 'a', type: 'histogram', points: [] }, 'payload.series[0].type is none of gauge, count, rate'],
    [{ points: [] }, 'payload.series[0].metric is missing'],
  ])('the series %j refuses the payload', async (series, error) => {
    const datadog = await start();

    expect(await submit(datadog, PATH, { series: [series] })).toEqual({ status: 400, body: { errors: [error] } });
  });

  test.each([
    ['text/json', 202],
    ['application/json', 202],
    ['text/plain', 400],
  ])('the content type %s is answered %d', async (type, status) => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, { series: [] }, { 'content-type': type });

    expect(answer.status).toBe(status);
  });

  test.each([
    ['gzip', gzipSync, 202],
    ['deflate', deflateSync, 202],
    ['zstd', zstdCompressSync, 415],
  ])('a body in %s is answered as specified', async (encoding, pack, status) => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, pack('{"series":[]}'), { 'content-encoding': encoding });

    expect(answer.status).toBe(status);
  });

  test('3,200,000 bytes as sent are accepted and one more is refused', async () => {
    const datadog = await start();
    const padded = (bytes: number) => `{"series":[],"pad":"${'x'.repeat(bytes - 22)}"}`;

    const fits = await submit(datadog, PATH, padded(3_200_000));
    const over = await submit(datadog, PATH, padded(3_200_001));

    expect([fits.status, over.status]).toEqual([202, 413]);
  });

  test('62,914,560 bytes unpacked are accepted and one more is refused', async () => {
    const datadog = await start();
    const packed = (bytes: number) => gzipSync(`{"series":[],"pad":"${'x'.repeat(bytes - 22)}"}`);

    const fits = await submit(datadog, PATH, packed(62_914_560), { 'content-encoding': 'gzip' });
    const over = await submit(datadog, PATH, packed(62_914_561), { 'content-encoding': 'gzip' });

    expect([fits.status, over.status]).toEqual([202, 413]);
  }, 30_000);
});
