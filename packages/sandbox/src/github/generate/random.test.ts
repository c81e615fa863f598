import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

describe('a seeded source of numbers', () => {
  it('gives the same numbers for the same seed on every machine', () => {
    const random = new Random('1');

    expect([random.whole(0, 999_999), random.whole(0, 999_999), random.sha()]).toMatchInlineSnapshot(`
      [
        260854,
        452915,
        "ee4ea73669ddc22cc45ac32948a82afa52a332f9",
      ]
    `);
  });

  it('gives a fork other numbers, however many were drawn before', () => {
    const [fresh, used] = [new Random('1'), new Random('1')];
    used.next();

    expect(used.fork('a').next()).toBe(fresh.fork('a').next());
    expect(fresh.fork('b').next()).not.toBe(fresh.fork('a').next());
  });

  it('spreads evenly between 0 and 1', () => {
    const random = new Random('even');
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 10_000; draw++) {
      const quarter = Math.floor(random.next() * 4);
      counts[quarter] = (counts[quarter] ?? 0) + 1;
    }

    expect(counts.every((count) => Math.abs(count - 2_500) < 200)).toBe(true);
  });
});
