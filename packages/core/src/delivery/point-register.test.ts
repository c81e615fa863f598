import { expect, test } from 'vitest';
import { PointRegister } from './point-register.js';

test('knows every point again and takes none for another', () => {
  const register = new PointRegister();
  const points = Array.from({ length: 200_000 }, (_, index) => ['env:test', `index:${index}`]);

  const first = points.filter((tags) => !register.add(1_767_323_045, 'test.value', tags));
  const second = points.filter((tags) => register.add(1_767_323_045, 'test.value', tags));

  expect([first, second]).toEqual([[], []]);
});

test('tells points apart by their second, metric and tags', () => {
  const register = new PointRegister();

  const isNew = [
    register.add(1, 'a', ['b', 'c']),
    register.add(2, 'a', ['b', 'c']),
    register.add(1, 'a', ['bc']),
    register.add(1, 'ab', ['c']),
    register.add(1, 'a', ['b', 'c']),
  ];

  expect(isNew).toEqual([true, true, true, true, false]);
});
