import { expect, test } from 'vitest';
import { PointRegister } from './point-register.js';

test('knows every key again and takes none for another', () => {
  const register = new PointRegister();
  const keys = Array.from({ length: 200_000 }, (_, index) => `1767323045 test.value env:test,index:${index}`);

  const first = keys.filter((key) => !register.add(key));
  const second = keys.filter((key) => register.add(key));

  expect([first, second]).toEqual([[], []]);
});
