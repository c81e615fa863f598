/** One request of a run: what must have been answered before it can be asked, and which queue it stands in. */
export interface Step {
  readonly lane: string;
  readonly after: readonly number[];
}

/**
 * How long the steps take with every answer after `latencyMs`, at most `width` of a lane at a time, and no work in
 * between: the one with the longest chain behind it goes first.
 */
export function idealMs(steps: readonly Step[], widths: Readonly<Record<string, number>>, latencyMs: number): number {
  const depth = depths(steps);
  const ended = new Map<number, number>();
  const waiting = new Set(steps.keys());
  for (let round = 0; waiting.size > 0; round++) {
    const free: Record<string, number> = { ...widths };
    const ready = [...waiting]
      .filter((index) =>
        (steps[index]?.after ?? []).every((before) => (ended.get(before) ?? Number.POSITIVE_INFINITY) <= round),
      )
      .toSorted((a, b) => (depth[b] ?? 0) - (depth[a] ?? 0));
    if (ready.length === 0) throw new Error('cannot schedule: steps wait for each other');
    for (const index of ready) {
      const lane = steps[index]?.lane ?? '';
      const left = free[lane] ?? Number.POSITIVE_INFINITY;
      if (left <= 0) continue;
      free[lane] = left - 1;
      ended.set(index, round + 1);
      waiting.delete(index);
    }
  }
  return Math.max(0, ...ended.values()) * latencyMs;
}

/** The length of the longest chain that waits for each step; a step stands behind all that it waits for. */
function depths(steps: readonly Step[]): readonly number[] {
  const depth = steps.map(() => 1);
  for (let index = steps.length - 1; index >= 0; index--)
    for (const before of steps[index]?.after ?? [])
      depth[before] = Math.max(depth[before] ?? 1, (depth[index] ?? 1) + 1);
  return depth;
}
