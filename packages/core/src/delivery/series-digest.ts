const LONGEST_PLAIN = 200;
const COLON = 0x3a;
const FIRST_LETTER = 0x61;
const LAST_LETTER = 0x7a;

// By character code: what the intake changes, what it stores, and what it stores but for two in a row or at the end.
const FOREIGN = 0;
const STORED = 1;
const STORED_ONCE = 3;
const KINDS = new Uint8Array(128).fill(FOREIGN);
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789-:./') KINDS[character.charCodeAt(0)] = STORED;
KINDS[0x5f] = STORED_ONCE;

// Of 32 bits with a sign, as all that follows: a number of another form would make each step dearer.
const OFFSET_A = 0x811c9dc5 | 0;
const OFFSET_B = 0x85ebca6b | 0;
const PRIME_A = 0x01000193;
const PRIME_B = 0x5bd1e995;

/**
 * Tells series apart by 63 bits: two 32-bit hashes of different multipliers, mixed at the end so that every bit of the
 * text reaches every bit. It judges the characters in passing, since to go over each text twice would cost as much as
 * the encoding.
 */
export class SeriesDigest {
  #a = 0;
  #b = 0;

  start(): void {
    this.#a = OFFSET_A;
    this.#b = OFFSET_B;
  }

  /** Takes a part in; true where the intake stores a tag of that text as it is, false where that is not certain. */
  add(text: string): boolean {
    const { length } = text;
    let a = this.#a;
    let b = this.#b;
    let all = 0;
    let common = STORED;
    let pairs = 0;
    let last = FOREIGN;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      const kind = KINDS[code & 127] ?? FOREIGN;
      all |= code;
      common &= kind;
      pairs |= kind & last;
      last = kind;
      a = Math.imul(a ^ code, PRIME_A);
      b = Math.imul(b ^ code, PRIME_B);
      b ^= b >>> 15;
    }
    // Neither a metric nor a tag holds a line end: what belongs to which part makes a difference.
    this.#a = Math.imul(a ^ 10, PRIME_A);
    this.#b = Math.imul(b ^ 10, PRIME_B);
    const isStored = all < 128 && common === STORED && pairs < STORED_ONCE - STORED && last === STORED;
    return isStored && length <= LONGEST_PLAIN && startsLikeATag(text) && text.charCodeAt(length - 1) !== COLON;
  }

  /** The half that a point of the series shares with few others. */
  high(seconds: number): number {
    return mix(Math.imul(this.#a ^ seconds, PRIME_A) ^ (this.#b >>> 7));
  }

  /** The other half; never 0. */
  low(seconds: number): number {
    return mix(Math.imul(this.#b ^ seconds, PRIME_B) ^ Math.imul(this.#a, 0x27d4eb2f)) | 1;
  }
}

function startsLikeATag(text: string): boolean {
  const code = text.charCodeAt(0);
  return code === COLON || (code >= FIRST_LETTER && code <= LAST_LETTER);
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}
