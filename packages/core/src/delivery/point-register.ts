const SHARDS = 16;
const FIRST_SLOTS = 512;
const FULLEST = 0.85;
const GROWTH = 1.5;
const RANGE = 2 ** 32;

/**
 * Remembers which points were seen by 63 bits of each, so that a million of them take some 12 MB. Two different
 * points share their bits once in some 18 million runs of a million points.
 */
export class PointRegister {
  readonly #shards = Array.from({ length: SHARDS }, () => new Shard());

  /** True the first time; false for a point seen before. `low` is not 0. */
  add(high: number, low: number): boolean {
    const shard = this.#shards[high & (SHARDS - 1)];
    return shard === undefined || shard.add(high, low);
  }
}

/** Slots of two halves each; the second is never 0 in one that is taken. */
class Shard {
  #slots = new Int32Array(FIRST_SLOTS * 2);
  #size = 0;

  add(high: number, low: number): boolean {
    const index = this.#find(high, low);
    if (this.#slots[index + 1] !== 0) return false;
    this.#slots[index] = high;
    this.#slots[index + 1] = low;
    this.#size += 1;
    if (this.#size > (this.#slots.length / 2) * FULLEST) this.#grow();
    return true;
  }

  #find(high: number, low: number): number {
    const slots = this.#slots;
    const { length } = slots;
    // By its size, not by a remainder, which takes a division.
    let index = Math.floor(((low >>> 0) / RANGE) * (length / 2)) * 2;
    while (slots[index + 1] !== 0 && (slots[index + 1] !== low || slots[index] !== high)) {
      index += 2;
      if (index === length) index = 0;
    }
    return index;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(Math.ceil((old.length / 2) * GROWTH) * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (low === 0) continue;
      const index = this.#find(high, low);
      this.#slots[index] = high;
      this.#slots[index + 1] = low;
    }
  }
}
