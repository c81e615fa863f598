import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { datadogs, gauge, NOW, submit } from '../../test/submission.js';

const { start, close } = datadogs();
const PATH = '/api/v2/series';
const accepted = { status: 202, body: { errors: [] } };

afterEach(close);

describe('answers', () => {
  test('a series is accepted with every field, its host folded into its tags', async () => {
    const datadog = await start({ strict: true });

    const answer = await submit(datadog, PATH, {
      series: [
        gauge({
          type: 1,
          interval: 900,
          unit: 'commit',
          source_type_name: 'metta',
          tags: ['repo:metta', 'org:acme', 'repo:metta'],
          resources: [{ type: 'host', name: 'box' }],
          metadata: { origin: { product: 10 } },
        }),
      ],
    });

    expect(answer).toEqual(accepted);
    expect(datadog.series()).toEqual([
      {
        metric: 'acme.widgets',
        type: 'count',
        interval: 900,
        unit: 'commit',
        sourceTypeName: 'metta',
        tags: ['host:box', 'org:acme', 'repo:metta'],
        points: [[NOW, 1]],
      },
    ]);
    expect(() => datadog.verify()).not.toThrow();
  });

  test.each([
    ['no encoding', (body: string) => Buffer.from(body), undefined],
    ['identity', (body: string) => Buffer.from(body), 'identity'],
    ['gzip', gzipSync, 'gzip'],
    ['deflate', deflateSync, 'deflate'],
    ['zstd', zstdCompressSync, 'zstd'],
    ['zstd1', zstdCompressSync, 'zstd1'],
    ['GZIP in capitals', gzipSync, 'GZIP'],
  ])('a body in %s is read', async (_name, pack, encoding) => {
    const datadog = await start();
    const headers: Record<string, string> = encoding === undefined ? {} : { 'content-encoding': encoding };

    const answer = await submit(datadog, PATH, pack(JSON.stringify({ series: [gauge()] })), headers);

    expect(answer).toEqual(accepted);
    expect(datadog.points()).toEqual([{ metric: 'acme.widgets', tags: [], timestamp: NOW, value: 1 }]);
  });

  test.each([
    ['raw deflate', deflateRawSync('{}'), 'deflate', 400, 'Invalid deflate body'],
    ['plain text called gzip', Buffer.from('{}'), 'gzip', 400, 'Invalid gzip body'],
    ['half a gzip', gzipSync('{"series":[]}').subarray(0, 12), 'gzip', 400, 'Invalid gzip body'],
    ['half a zstd', zstdCompressSync('{"series":[]}').subarray(0, 8), 'zstd', 400, 'Invalid zstd body'],
    [
      'an encoding that is not taken',
      Buffer.from('{}'),
      'br',
      415,
      'Unsupported Content-Encoding (supported: identity, deflate, gzip, zstd, zstd1)',
    ],
  ])('%s is refused', async (_name, body, encoding, status, error) => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, body, { 'content-encoding': encoding });

    expect(answer).toEqual({ status, body: { errors: [error] } });
  });

  test('an empty object is a connectivity probe, which needs no key', async () => {
    const datadog = await start({ apiKeys: ['known'] });

    const answer = await submit(datadog, PATH, '{}', { 'dd-api-key': '', 'content-type': 'text/plain' });

    expect(answer).toEqual(accepted);
    expect(datadog.series()).toEqual([]);
  });

  test.each([
    ['without known keys, any key', undefined, 'whatever', 202],
    ['without known keys, an empty key', undefined, '', 403],
    ['a known key', ['known', 'other'], 'known', 202],
    ['an unknown key', ['known'], 'unknown', 403],
    ['a known key with a space', ['known'], 'known x', 403],
  ])('%s is answered as it should be', async (_name, apiKeys, key, status) => {
    const datadog = await start(apiKeys === undefined ? {} : { apiKeys });

    const answer = await submit(datadog, PATH, { series: [gauge()] }, { 'dd-api-key': key });

    expect(answer).toEqual({ status, body: { errors: status === 403 ? ['Forbidden'] : [] } });
    expect(datadog.points()).toHaveLength(status === 202 ? 1 : 0);
  });

  test.each([
    ['application/json; charset=utf-8', 202, []],
    ['text/json', 400, ['Invalid Content-Type: send application/json']],
    ['text/plain', 400, ['Invalid Content-Type: send application/json']],
    ['', 400, ['Invalid Content-Type: send application/json']],
    ['application/x-protobuf', 415, ['Protobuf is not read by this local Datadog: send application/json']],
  ])('the content type %j is answered %d', async (type, status, errors) => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, { series: [gauge()] }, { 'content-type': type });

    expect(answer).toEqual({ status, body: { errors } });
  });

  test.each([
    ['{', 'Invalid JSON body'],
    ['', 'Invalid JSON body'],
    ['[]', 'payload is not an object'],
    ['{"points":[]}', 'payload.series is missing'],
    [{ series: {} }, 'payload.series is not an array'],
    [{ series: [1] }, 'payload.series[0] is not an object'],
    [{ series: [gauge(), gauge({ metric: null })] }, 'payload.series[1].metric is missing'],
    [{ series: [gauge({ metric: 7 })] }, 'payload.series[0].metric is not a string'],
    [{ series: [gauge({ points: undefined })] }, 'payload.series[0].points is missing'],
    [{ series: [gauge({ points: [[NOW, 1]] })] }, 'payload.series[0].points[0] is not an object'],
    [
      { series: [gauge({ points: [{ timestamp: NOW, value: '1' }] })] },
      'payload.series[0].points[0].value is not a number',
    ],
    [
      { series: [gauge({ points: [{ timestamp: 1.5, value: 1 }] })] },
      'payload.series[0].points[0].timestamp is not an integer',
    ],
    [{ series: [gauge({ type: 4 })] }, 'payload.series[0].type is none of 0, 1, 2, 3'],
    [{ series: [gauge({ type: 'gauge' })] }, 'payload.series[0].type is not an integer'],
    [{ series: [gauge({ tags: 'a:b' })] }, 'payload.series[0].tags is not an array'],
    [{ series: [gauge({ tags: [1] })] }, 'payload.series[0].tags[0] is not a string'],
    [{ series: [gauge({ resources: [{ type: 'host' }] })] }, 'payload.series[0].resources[0].name is missing'],
  ])('the payload %j is refused whole', async (payload, error) => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, payload);

    expect(answer).toEqual({ status: 400, body: { errors: [error] } });
    expect(datadog.series()).toEqual([]);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    const datadog = await start();
    const body = Buffer.concat([Buffer.from('{"series":[{"metric":"'), Buffer.from([0xff]), Buffer.from('"}]}')]);

    expect(await submit(datadog, PATH, body)).toEqual({ status: 400, body: { errors: ['Invalid JSON body'] } });
  });

  test('fields of null and fields nobody knows are taken as absent', async () => {
    const datadog = await start();

    const answer = await submit(datadog, PATH, {
      series: [gauge({ tags: null, unit: null, type: null, color: 'red' })],
    });

    expect(answer).toEqual(accepted);
    expect(datadog.series()).toEqual([{ metric: 'acme.widgets', type: 'unspecified', tags: [], points: [[NOW, 1]] }]);
  });
});

describe('sizes', () => {
  const padded = (bytes: number) => {
    const body = JSON.stringify({ series: [gauge()], pad: '' });
    return Buffer.from(body.replace('"pad":""', () => `"pad":"${'x'.repeat(bytes - body.length)}"`));
  };

  test('512,000 bytes as sent are accepted and one more is refused', async () => {
    const datadog = await start();

    const fits = await submit(datadog, PATH, padded(512_000));
    const over = await submit(datadog, PATH, padded(512_001));

    expect(fits).toEqual(accepted);
    expect(over).toEqual({ status: 413, body: { errors: ['Payload too large: 512001 bytes, at most 512000'] } });
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('5,242,880 bytes out of %s are accepted and one more is refused', async (encoding, pack) => {
    const datadog = await start();
    const headers = { 'content-encoding': encoding };

    const fits = await submit(datadog, PATH, pack(padded(5_242_880)), headers);
    const over = await submit(datadog, PATH, pack(padded(5_242_881)), headers);

    expect(fits).toEqual(accepted);
    expect(over).toEqual({
      status: 413,
      body: { errors: ['Payload too large: more than 5242880 bytes uncompressed'] },
    });
  });

  test('10,000 points are kept and what follows them is dropped silently', async () => {
    const datadog = await start();
    const gzipped = { 'content-encoding': 'gzip' };
    const point = (index: number) => gauge({ tags: [`n:${index}`], points: [{ timestamp: NOW, value: index }] });
    const series = (count: number) =>
      gzipSync(JSON.stringify({ series: Array.from({ length: count }, (_, n) => point(n)) }));

    const fits = await submit(datadog, PATH, series(10_000), gzipped);
    const afterFit = datadog.dropped().length;
    datadog.reset();
    const over = await submit(datadog, PATH, series(10_001), gzipped);

    expect([fits, afterFit]).toEqual([accepted, 0]);
    expect(over).toEqual(accepted);
    expect(datadog.points()).toHaveLength(10_000);
    expect(datadog.dropped()).toEqual([
      {
        effect: 'dropped',
        what: 'point',
        metric: 'acme.widgets',
        reason: 'the payload has more than 10000 points',
        timestamp: NOW,
        value: 10_000,
      },
    ]);
  });
});
