/** One request of a run: what must have been answered before it can be asked, and which queue it stands in. */
export interface Step {
  readonly lane: string;
  readonly after: readonly number[];
  /** How long the stand-in took to answer it, its latency and its own work. */
  readonly ms: number;
}

/**
 * How long the steps take where only answers take time, and at most `width` of a lane are asked at once: of those that
 * are ready the one with the longest chain behind it goes first.
 */
export function idealMs(steps: readonly Step[], widths: Readonly<Record<string, number>>): number {
  const chain = chains(steps);
  const ended = new Map<number, number>();
  const waiting = new Set(steps.keys());
  const running = new Map<number, number>();
  for (let now = 0; waiting.size > 0 || running.size > 0; ) {
    for (const index of ready(steps, waiting, ended).toSorted((a, b) => (chain[b] ?? 0) - (chain[a] ?? 0))) {
      const { lane = '', ms = 0 } = steps[index] ?? {};
      const busy = [...running.keys()].filter((other) => steps[other]?.lane === lane).length;
      if (busy >= (widths[lane] ?? Number.POSITIVE_INFINITY)) continue;
      waiting.delete(index);
      running.set(index, now + ms);
    }
    if (running.size === 0) throw new Error('cannot schedule: steps wait for each other');
    now = Math.min(...running.values());
    for (const [index, until] of running)
      if (until <= now) {
        running.delete(index);
        ended.set(index, until);
      }
  }
  return Math.max(0, ...ended.values());
}

function ready(steps: readonly Step[], waiting: ReadonlySet<number>, ended: ReadonlyMap<number, number>): number[] {
  return [...waiting].filter((index) => (steps[index]?.after ?? []).every((before) => ended.has(before)));
}

/** How long each step takes with the longest chain of those that wait for it; a step stands behind what it waits for. */
function chains(steps: readonly Step[]): readonly number[] {
  const chain = steps.map(({ ms }) => ms);
  for (let index = steps.length - 1; index >= 0; index--)
    for (const before of steps[index]?.after ?? [])
      chain[before] = Math.max(chain[before] ?? 0, (steps[before]?.ms ?? 0) + (chain[index] ?? 0));
  return chain;
}
