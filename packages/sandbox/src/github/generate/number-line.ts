import { earliest, HOUR, later, MINUTE } from './moments.js';
import type { Random } from './random.js';

/** A pull request or an issue by its number, and when it was opened. */
export interface Numbered {
  readonly number: number;
  readonly createdAt: Date;
}

/**
 * When the numbers of a repository were given out. Numbers grow with time, so a pull request was opened before every
 * later number was merged: the history itself bounds the moments, and long lives show in low numbers merged late.
 */
export class NumberLine {
  readonly #created = new Map<number, Date>();
  /** Numbers that the history does not use, by the moment that lies between their neighbors'. */
  readonly #free: Numbered[] = [];
  #next: number;

  constructor(merged: ReadonlyMap<number, Date>, beginning: Date, random: Random) {
    const numbers = [...merged.keys()].sort((a, b) => a - b);
    const bounds = new Map<number, Date>();
    let bound: Date | undefined;
    for (const number of numbers.toReversed()) {
      bound = earliest(merged.get(number) ?? beginning, bound);
      bounds.set(number, bound);
    }
    let previous: Date | undefined;
    for (const number of numbers) {
      const limit = later(bounds.get(number) ?? beginning, -MINUTE);
      const wanted = later(limit, -random.longTailed(1.5 * HOUR, 1.9));
      previous = previous !== undefined && previous > wanted ? previous : wanted;
      this.#created.set(number, previous);
    }
    this.#next = (numbers.at(-1) ?? 0) + 1;
    this.#fillGaps(numbers, beginning);
  }

  createdAt(number: number): Date {
    const created = this.#created.get(number);
    if (created === undefined) throw new RangeError(`the history has no pull request ${number}`);
    return created;
  }

  /** A number given out near a moment, and before another. */
  take(near: Date, before: Date): Numbered {
    let index = this.#firstAfter(earliest(near, before));
    const above = this.#free[index];
    const tooFar = above === undefined || above.createdAt >= before;
    if (tooFar) index -= 1;
    const found = this.#free[index];
    const isBeyond = above === undefined && (found === undefined || near > found.createdAt);
    if (found === undefined || (isBeyond && near < before)) return { number: this.#next++, createdAt: later(near, 0) };
    this.#free.splice(index, 1);
    return found;
  }

  #firstAfter(moment: Date): number {
    let [low, high] = [0, this.#free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = this.#free[middle];
      if (one !== undefined && one.createdAt < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fillGaps(numbers: readonly number[], beginning: Date): void {
    const [first, last] = [numbers[0], numbers.at(-1)];
    if (first === undefined || last === undefined) return;
    const start = this.createdAt(first);
    const spacing = last === first ? HOUR : (this.createdAt(last).getTime() - start.getTime()) / (last - first);
    for (let number = 1; number < first; number++) {
      const createdAt = later(start, (number - first) * spacing);
      if (createdAt > beginning) this.#free.push({ number, createdAt });
    }
    for (const [index, number] of numbers.entries()) {
      const from = this.createdAt(number);
      const following = numbers[index + 1] ?? number;
      const step =
        following === number ? 0 : (this.createdAt(following).getTime() - from.getTime()) / (following - number);
      for (let free = number + 1; free < following; free++) {
        this.#free.push({ number: free, createdAt: later(from, (free - number) * step) });
      }
    }
  }
}
