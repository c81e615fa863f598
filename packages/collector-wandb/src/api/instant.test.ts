import { describe, expect, it } from 'vitest';
import { instant } from './instant.js';

describe('a time of W&B', () => {
  it.each([
    ['2026-11-13T01:02:03', '2026-11-13T01:02:03.000Z'],
    ['2026-11-13T01:02:03Z', '2026-11-13T01:02:03.000Z'],
    ['2026-11-13T01:02:03.456789', '2026-11-13T01:02:03.456Z'],
    ['2026-11-13T01:02:03+02:00', '2026-11-12T23:02:03.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(instant.parse(text).toISOString()).toBe(expected);
  });

  it('is refused when it is none', () => {
    expect(instant.safeParse('yesterday').success).toBe(false);
  });
});
