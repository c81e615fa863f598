import { DAY, earliest, HOUR, later, latest, MINUTE } from './moments.js';
import type { Random } from './random.js';

const LONGEST = 60 * DAY;

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
  /** Never falling as numbers grow. */
  readonly #order = new Map<number, Date>();
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
      const mergedAt = merged.get(number) ?? beginning;
      const wanted = later(bounds.get(number) ?? mergedAt, -random.longTailed(0.4 * HOUR, 1.6) - MINUTE);
      previous = latest(wanted, previous, beginning);
      this.#order.set(number, previous);
      // A number that was not given out in order, as that of an issue in a subject, must not give lives of years.
      this.#created.set(number, earliest(latest(previous, later(mergedAt, -LONGEST)), later(mergedAt, -MINUTE)));
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
    // Where more is asked for than was numbered in those days, the order of numbers gives way to the moment.
    const isClose = Math.abs(found.createdAt.getTime() - near.getTime()) < 6 * HOUR;
    return isClose || near >= before ? found : { number: found.number, createdAt: later(near, 0) };
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
    const moment = (number: number) => this.#order.get(number) ?? beginning;
    const start = moment(first);
    const spacing = last === first ? HOUR : (moment(last).getTime() - start.getTime()) / (last - first);
    for (let number = 1; number < first; number++) {
      const createdAt = later(start, (number - first) * spacing);
      if (createdAt > beginning) this.#free.push({ number, createdAt });
    }
    for (const [index, number] of numbers.entries()) {
      const from = moment(number);
      const following = numbers[index + 1] ?? number;
      const step = following === number ? 0 : (moment(following).getTime() - from.getTime()) / (following - number);
      for (let free = number + 1; free < following; free++) {
        this.#free.push({ number: free, createdAt: later(from, (free - number) * step) });
      }
    }
  }
}
