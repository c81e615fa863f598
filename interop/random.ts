/** Numbers from 0 up to, not including, 1; the same seed gives the same ones. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    // A linear congruence is random enough to draw from, and the same everywhere.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
