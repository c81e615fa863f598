import { expect, test } from 'vitest';
import { PointRegister } from './point-register.js';
import { SeriesDigest } from './series-digest.js';

test('knows every point again and takes none for another', () => {
  const register = new PointRegister();
  const points = Array.from({ length: 200_000 }, (_, index) => ['env:test', `index:${index}`]);

  const first = points.filter((tags) => !register.add(digestOf('test.value', tags), 1_767_323_045));
  const second = points.filter((tags) => register.add(digestOf('test.value', tags), 1_767_323_045));

  expect([first, second]).toEqual([[], []]);
});

test('tells points apart by their second, metric and tags', () => {
  const register = new PointRegister();

  const isNew = [
    register.add(digestOf('a', ['b', 'c']), 1),
    register.add(digestOf('a', ['b', 'c']), 2),
    register.add(digestOf('a', ['bc']), 1),
    register.add(digestOf('ab', ['c']), 1),
    register.add(digestOf('a', ['b', 'c']), 1),
  ];

  expect(isNew).toEqual([true, true, true, true, false]);
});

function digestOf(metric: string, tags: readonly string[]): SeriesDigest {
  const digest = new SeriesDigest();
  digest.start();
  for (const part of [metric, ...tags]) digest.add(part);
  return digest;
}
