import { expect, test } from 'vitest';
import { PointRegister } from './point-register.js';
import { SeriesText } from './series-text.js';

test('knows every point again and takes none for another', () => {
  const register = new PointRegister();
  const text = new SeriesText({ bytes: Buffer.alloc(1000), reserve: () => 0 });
  const points = Array.from({ length: 200_000 }, (_, index) => ['env:test', `index:${index}`]);
  const add = (tags: readonly string[]) => {
    text.write({ metric: 'test.value', type: 'gauge', tags, points: [] }, 'gauge');
    return register.add(text.high(1_767_323_045), text.low(1_767_323_045));
  };

  const first = points.filter((tags) => !add(tags));
  const second = points.filter(add);

  expect([first, second]).toEqual([[], []]);
});
