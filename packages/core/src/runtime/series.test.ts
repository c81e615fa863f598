import { describe, expect, test } from 'vitest';
import type { MetricSpec } from '../metric.js';
import type { Event, Tags } from '../reading.js';
import { eventSeries } from './series.js';

const AT = new Date('2026-11-20T00:00:00Z');
const SECOND = AT.getTime() / 1000;
const SCOPE = 't t.log.size ship:a';
const labels = { ambient: { env: 'test' }, target: { ship: 'a' } };

const specOf = (type: MetricSpec['type']): MetricSpec => ({
  name: 't.log.size',
  type,
  description: 'Size of an entry.',
  event: true,
  present: false,
  needs: [],
  tags: {},
});

const event = (id: string, value: number, tags?: Tags, afterMs = 0): Event => ({
  id,
  at: new Date(AT.getTime() + afterMs),
  value,
  ...(tags && { tags }),
});

const shown = (type: MetricSpec['type'], send: readonly Event[], sent: readonly Event[] = []) =>
  eventSeries(specOf(type), { send, sent }, labels, SCOPE).map(({ tags, points, events }) => [
    tags.join(' '),
    points,
    events?.ids.join(' '),
  ]);

describe('events of one second and equal tags', () => {
  const twins = [event('a', 2), event('b', 4, undefined, 999)];

  test.each<[MetricSpec['type'], readonly (readonly [number, number])[]]>([
    ['count', [[SECOND, 6]]],
    ['gauge', [[SECOND, 3]]],
    [
      'distribution',
      [
        [SECOND, 2],
        [SECOND, 4],
      ],
    ],
  ])('are settled together as a %s', (type, points) => {
    const series = shown(type, twins);

    expect(series).toEqual([['env:test ship:a', points, 'a b']]);
  });

  test.each<[MetricSpec['type'], number]>([
    ['count', 7],
    ['gauge', 3.5],
    ['distribution', 4],
  ])('do not lose the one that an earlier run sent, as a %s', (type, value) => {
    const series = shown(type, [event('b', 4)], [event('a', 3), event('long ago', 100, undefined, -1000)]);

    expect(series).toEqual([['env:test ship:a', [[SECOND, value]], 'b']]);
  });

  test('are equal where Datadog stores the same tags', () => {
    const series = shown('count', [event('a', 1, { by: 'Ada L' }), event('b', 1, { by: 'ada_l' })]);

    expect(series).toEqual([['by:ada_l env:test ship:a', [[SECOND, 2]], 'a b']]);
  });

  test('fail where one of them has no number', () => {
    expect(() => shown('gauge', [event('a', 2), event('b', Number.NaN)])).toThrow('not a finite number');
  });
});

test('events of another second or with other tags keep their own point', () => {
  const series = shown('gauge', [event('a', 2), event('b', 4, undefined, 1000), event('c', 6, { by: 'ada' })]);

  expect(series).toEqual([
    ['env:test ship:a', [[SECOND, 2]], 'a'],
    ['env:test ship:a', [[SECOND + 1, 4]], 'b'],
    ['by:ada env:test ship:a', [[SECOND, 6]], 'c'],
  ]);
});

test('what was sent is not sent again', () => {
  const series = shown('count', [], [event('a', 1)]);

  expect(series).toEqual([]);
});
