import { afterEach, describe, expect, test } from 'vitest';
import { datadogs, gauge, NOW, submit } from '../../test/submission.js';

const { start, close } = datadogs();
const PATH = '/api/v2/series';

afterEach(close);

/** Submits one series and returns what was stored and what the ledger says. */
async function kept(fields: object) {
  const datadog = await start();
  const answer = await submit(datadog, PATH, { series: [gauge(fields)] });
  expect(answer).toEqual({ status: 202, body: { errors: [] } });
  return { series: datadog.series(), ledger: datadog.ledger(), dropped: datadog.dropped() };
}

describe('points after a 202', () => {
  test.each([
    ['of one hour', NOW - 3_600, undefined],
    ['of a second more than one hour', NOW - 3_601, 'the point is 3601 seconds old, at most 3600'],
    ['ten minutes ahead', NOW + 600, undefined],
    ['a second more than ten minutes ahead', NOW + 601, 'the point is 601 seconds ahead, at most 600'],
  ])('a point %s is judged by the clock', async (_name, timestamp, reason) => {
    const { series, dropped } = await kept({ points: [{ timestamp, value: 1 }] });

    expect(series).toHaveLength(reason === undefined ? 1 : 0);
    expect(dropped).toEqual(
      reason === undefined
        ? []
        : [{ effect: 'dropped', what: 'point', metric: 'acme.widgets', reason, timestamp, value: 1 }],
    );
  });

  test('the window moves with the clock', async () => {
    const datadog = await start();

    datadog.clock.set(new Date((NOW + 3_601) * 1_000));
    await submit(datadog, PATH, { series: [gauge()] });

    expect(datadog.dropped().map(({ reason }) => reason)).toEqual(['the point is 3601 seconds old, at most 3600']);
  });

  test.each([
    [
      'null, which is how JSON says NaN',
      '{"series":[{"metric":"a","points":[{"timestamp":1761243600,"value":null}]}]}',
    ],
    ['an overflow', '{"series":[{"metric":"a","points":[{"timestamp":1761243600,"value":1e400}]}]}'],
    ['no value', '{"series":[{"metric":"a","points":[{"timestamp":1761243600}]}]}'],
  ])('a point with %s is dropped', async (_name, payload) => {
    const datadog = await start();

    await submit(datadog, PATH, payload);

    expect(datadog.points()).toEqual([]);
    expect(datadog.dropped().map(({ reason }) => reason)).toEqual(['the value is not a finite number']);
  });

  test('a point without a time is too old', async () => {
    const { series, dropped } = await kept({ points: [{ value: 1 }] });

    expect(series).toEqual([]);
    expect(dropped.map(({ timestamp }) => timestamp)).toEqual([0]);
  });

  test('sound points of a series stay when others are dropped', async () => {
    const { series } = await kept({
      points: [
        { timestamp: NOW, value: 0 },
        { timestamp: NOW - 7_200, value: 1 },
        { timestamp: NOW - 60, value: 2 },
      ],
    });

    expect(series.map(({ points }) => points)).toEqual([
      [
        [NOW - 60, 2],
        [NOW, 0],
      ],
    ]);
  });

  test('of two points of one second the last wins, whatever the order of the tags', async () => {
    const datadog = await start();

    await submit(datadog, PATH, { series: [gauge({ tags: ['a:1', 'b:2'] })] });
    await submit(datadog, PATH, {
      series: [gauge({ tags: ['b:2', 'a:1'], points: [{ timestamp: NOW, value: 5 }] })],
    });

    expect(datadog.points()).toEqual([{ metric: 'acme.widgets', tags: ['a:1', 'b:2'], timestamp: NOW, value: 5 }]);
    expect(datadog.dropped()).toEqual([
      {
        effect: 'replaced',
        what: 'point',
        metric: 'acme.widgets',
        reason: 'a later point of the same second has 5',
        timestamp: NOW,
        value: 1,
      },
    ]);
  });

  test('the same point twice loses nothing', async () => {
    const datadog = await start({ strict: true });

    await submit(datadog, PATH, { series: [gauge()] });
    await submit(datadog, PATH, { series: [gauge()] });

    expect(datadog.dropped()).toEqual([]);
    expect(datadog.ledger().map(({ effect }) => effect)).toEqual(['repeated']);
    expect(() => datadog.verify()).not.toThrow();
  });
});

describe('names after a 202', () => {
  test('a name is normalized, and the ledger says from what', async () => {
    const { series, ledger, dropped } = await kept({ metric: '7 web-hits' });

    expect(series.map(({ metric }) => metric)).toEqual(['web_hits']);
    expect(dropped).toEqual([]);
    expect(ledger).toEqual([
      {
        effect: 'changed',
        what: 'metric',
        metric: '7 web-hits',
        reason: 'the name was normalized',
        from: '7 web-hits',
        to: 'web_hits',
      },
    ]);
  });

  test('a name that cannot be stored drops the series', async () => {
    const { series, dropped } = await kept({ metric: '123' });

    expect(series).toEqual([]);
    expect(dropped).toEqual([
      { effect: 'dropped', what: 'series', metric: '123', reason: 'the metric name has no letter' },
    ]);
  });

  test('a name of 200 characters is fine and a longer one is stored with a warning', async () => {
    const fine = await kept({ metric: 'a'.repeat(200) });
    const long = await kept({ metric: 'a'.repeat(201) });

    expect(fine.ledger).toEqual([]);
    expect(long.series).toHaveLength(1);
    expect(long.ledger.map(({ effect, reason }) => [effect, reason])).toEqual([
      ['warned', 'the name is longer than the documented 200 characters'],
    ]);
  });
});

describe('tags after a 202', () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n:${index}`);

  test('tags are normalized, distinct and sorted', async () => {
    const { series, ledger } = await kept({ tags: ['Team:Infra', 'b', 'team:infra', 'a'] });

    expect(series.map(({ tags }) => tags)).toEqual([['a', 'b', 'team:infra']]);
    expect(ledger.map(({ effect, from, to }) => [effect, from, to])).toEqual([['changed', 'Team:Infra', 'team:infra']]);
  });

  test('100 tags are kept and the next is dropped, a repeated one not counting', async () => {
    const fits = await kept({ tags: [...numbered(100), 'n:0'] });
    const over = await kept({ tags: numbered(101) });

    expect([fits.series[0]?.tags.length, fits.dropped]).toEqual([100, []]);
    expect(over.series[0]?.tags.length).toBe(100);
    expect(over.dropped.map(({ what, from, reason }) => [what, from, reason])).toEqual([
      ['tag', 'n:100', 'the series has more than 100 tags'],
    ]);
  });

  test('a tag of which nothing can be stored is dropped', async () => {
    const { series, dropped } = await kept({ tags: ['123', 'a'] });

    expect(series.map(({ tags }) => tags)).toEqual([['a']]);
    expect(dropped.map(({ from, reason }) => [from, reason])).toEqual([['123', 'nothing of the tag can be stored']]);
  });

  test('resources become tags, and a host of more than 255 bytes is dropped', async () => {
    const host = 'h'.repeat(255);
    const fits = await kept({
      resources: [
        { type: 'device', name: 'sda' },
        { type: 'host', name: 'box' },
      ],
    });
    const over = await kept({ resources: [{ type: 'host', name: `${host}h` }] });

    expect(fits.series.map(({ tags }) => tags)).toEqual([['device:sda', 'host:box']]);
    expect(over.series.map(({ tags }) => tags)).toEqual([[]]);
    expect(over.dropped.map(({ what, reason }) => [what, reason])).toEqual([
      ['resource', 'the host name is longer than 255 bytes'],
    ]);
  });

  test('500 resources are looked at and the next is dropped', async () => {
    const resources = Array.from({ length: 501 }, () => ({ type: 'rack', name: 'one' }));

    const { series, dropped } = await kept({ resources });

    expect(series.map(({ tags }) => tags)).toEqual([['rack:one']]);
    expect(dropped.map(({ reason }) => reason)).toEqual(['the series has more than 500 resources']);
  });
});
