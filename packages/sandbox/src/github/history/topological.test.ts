import { describe, expect, it } from 'vitest';
import { topological } from './topological.js';

const node = (sha: string, ...parents: string[]) => ({ sha, parents });
const order = (...nodes: { sha: string; parents: string[] }[]) =>
  topological(nodes)
    .map(({ sha }) => sha)
    .join('');

describe('topological order', () => {
  it('puts parents first and else keeps the order', () => {
    expect(order(node('a', 'missing'), node('c', 'b'), node('b', 'a'), node('d', 'c', 'e'), node('e', 'a'))).toBe(
      'abced',
    );
  });

  it('refuses a commit that is its own ancestor', () => {
    expect(() => order(node('a', 'b'), node('b', 'a'))).toThrow('is its own ancestor');
  });
});
