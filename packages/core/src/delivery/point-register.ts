const SHARDS = 16;
const FIRST_SLOTS = 64;
const FULLEST = 0.85;
const GROWTH = 1.5;

/**
 * Remembers which points were seen by 63 bits of each, so that a million of them take some 12 MB. Two different
 * points share their bits once in some 18 million runs of a million points.
 */
export class PointRegister {
  readonly #shards = Array.from({ length: SHARDS }, () => new Shard());

  /** True the first time; false for a key seen before. */
  add(key: string): boolean {
    const { high, low } = digest(key);
    const shard = this.#shards[high % SHARDS];
    return shard === undefined || shard.add(high, low);
  }
}

class Shard {
  #slots = new Uint32Array(FIRST_SLOTS * 2);
  #size = 0;

  add(high: number, low: number): boolean {
    const index = this.#find(high, low);
    if (this.#slots[index] !== 0 || this.#slots[index + 1] !== 0) return false;
    this.#slots[index] = high;
    this.#slots[index + 1] = low;
    this.#size += 1;
    if (this.#size > (this.#slots.length / 2) * FULLEST) this.#grow();
    return true;
  }

  #find(high: number, low: number): number {
    const slots = this.#slots;
    let index = ((low >>> 1) % (slots.length / 2)) * 2;
    while ((slots[index] !== 0 || slots[index + 1] !== 0) && (slots[index] !== high || slots[index + 1] !== low))
      index = (index + 2) % slots.length;
    return index;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(Math.ceil((old.length / 2) * GROWTH) * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high === 0 && low === 0) continue;
      const index = this.#find(high, low);
      this.#slots[index] = high;
      this.#slots[index + 1] = low;
    }
  }
}

/** Two 32-bit hashes of different multipliers, mixed at the end so that every bit of the text reaches every bit. */
function digest(text: string): { readonly high: number; readonly low: number } {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  // Nothing is stored as two zeros: those mark a free slot.
  return { high: mix(a ^ (b >>> 7)), low: (mix(b ^ Math.imul(a, 0x27d4eb2f)) | 1) >>> 0 };
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return (twice ^ (twice >>> 16)) >>> 0;
}
