import type { Series } from '../runtime/report.js';
import { TYPE_CODES, unitOf } from './series-payload.js';
import { LONGEST_TAG, MOST_TAGS } from './tags.js';

// JSON around the texts of a series, of a point with its two numbers, and of a tag, at most.
const FRAME_LENGTH = 128;
const POINT_LENGTH = 72;
const TAG_FRAME_LENGTH = 3;

const COLON = 0x3a;
const COMMA = 0x2c;
const QUOTE = 0x22;
const ZERO = 0x30;
const FIRST_LETTER = 0x61;
const LAST_LETTER = 0x7a;
const UNDERSCORE = 0x5f;

// By character code: what the intake changes in a tag, what it stores, and what it stores but for two in a row or last.
const FOREIGN = 0;
const STORED = 1;
const STORED_ONCE = 3;
const KINDS = new Uint8Array(128).fill(FOREIGN);
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789-:./') KINDS[character.charCodeAt(0)] = STORED;
KINDS[UNDERSCORE] = STORED_ONCE;

// Of 32 bits with a sign, as all that follows: a number of another form would make each step dearer.
const OFFSET_A = 0x811c9dc5 | 0;
const OFFSET_B = 0x85ebca6b | 0;
const PRIME_A = 0x01000193;
const PRIME_B = 0x5bd1e995;

/** Where series are written to. */
export interface TextSpace {
  /** Makes room, and tells where it begins in `bytes`. */
  readonly reserve: (length: number) => number;
  readonly bytes: Uint8Array;
}

/**
 * The JSON of one series after the other, character by character in one pass, which judges the tags and tells the
 * series from others as it goes: `JSON.stringify` and two further passes cost more than twice as much. Nothing that
 * JSON or the intake would change is let through; such series go the long way.
 */
export class SeriesText {
  points = 0;
  oldest = 0;
  newest = 0;
  /** Where the last series begins and ends. */
  from = 0;
  until = 0;
  readonly #space: TextSpace;
  #bytes: Uint8Array = new Uint8Array();
  #a = OFFSET_A;
  #b = OFFSET_B;
  #isStored = true;
  #last: Series | undefined;
  #type: keyof typeof TYPE_CODES = 'gauge';

  constructor(space: TextSpace) {
    this.#space = space;
  }

  /**
   * Writes a gauge or a count of a sound name. False where its tags are not sorted, may be changed or refused by the
   * intake, or the unit needs escaping: the bytes are worthless then.
   */
  write(series: Series, type: keyof typeof TYPE_CODES): boolean {
    const { metric, tags, interval } = series;
    this.#last = series;
    this.#type = type;
    this.#start(series);
    this.#put('{"metric":"');
    this.#add(metric);
    this.#isStored = tags.length <= MOST_TAGS;
    this.#put('","type":');
    this.#putInteger(TYPE_CODES[type]);
    this.#putPoints(series);
    this.#putTags(tags);
    this.#putUnit(unitOf(series));
    if (interval !== undefined) this.#put(`,"interval":${interval}`);
    this.#put('}');
    return this.#isStored;
  }

  /** Writes the same series once more, into the room that there is now. */
  again(): void {
    if (this.#last !== undefined) this.write(this.#last, this.#type);
  }

  /** 32 of the bits that tell a point of this series from all others. */
  high(seconds: number): number {
    return mix(Math.imul(this.#a ^ seconds, PRIME_A) ^ (this.#b >>> 7));
  }

  /** 31 further bits; never 0. */
  low(seconds: number): number {
    return mix(Math.imul(this.#b ^ seconds, PRIME_B) ^ Math.imul(this.#a, 0x27d4eb2f)) | 1;
  }

  #start({ metric, tags, points, unit = '' }: Series): void {
    let length = FRAME_LENGTH + metric.length + unit.length + points.length * POINT_LENGTH;
    for (const tag of tags) length += tag.length + TAG_FRAME_LENGTH;
    this.from = this.#space.reserve(length);
    this.until = this.from;
    this.#bytes = this.#space.bytes;
    this.#a = OFFSET_A;
    this.#b = OFFSET_B;
  }

  #putPoints({ points }: Series): void {
    this.#put(',"points":[');
    this.points = 0;
    this.oldest = Number.MAX_SAFE_INTEGER;
    this.newest = 0;
    for (const [seconds, value] of points) {
      this.#put(this.points === 0 ? '{"timestamp":' : ',{"timestamp":');
      this.#putInteger(seconds);
      this.#put(',"value":');
      if (Number.isSafeInteger(value) && value >= 0) this.#putInteger(value);
      else this.#put(`${value}`);
      this.#put('}');
      this.points += 1;
      this.oldest = Math.min(this.oldest, seconds);
      this.newest = Math.max(this.newest, seconds);
    }
  }

  #putTags(tags: readonly string[]): void {
    this.#put('],"tags":[');
    let before = '';
    for (const tag of tags) {
      if (before !== '') this.#bytes[this.until++] = COMMA;
      if (tag <= before) this.#isStored = false;
      before = tag;
      this.#bytes[this.until++] = QUOTE;
      if (!this.#add(tag)) this.#isStored = false;
      this.#bytes[this.until++] = QUOTE;
    }
    this.#put(']');
  }

  #putUnit(unit: string | undefined): void {
    if (unit === undefined) return;
    if (!/^[a-z_]+$/.test(unit)) this.#isStored = false;
    this.#put(`,"unit":"${unit}"`);
  }

  /** Writes a text that tells the series from others; true where the intake stores a tag of it as it is. */
  #add(text: string): boolean {
    const { length } = text;
    const bytes = this.#bytes;
    const from = this.until;
    let a = this.#a;
    let b = this.#b;
    let all = 0;
    let common = STORED;
    let pairs = 0;
    let last = FOREIGN;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      bytes[from + index] = code;
      const kind = KINDS[code & 127] ?? FOREIGN;
      all |= code;
      common &= kind;
      pairs |= kind & last;
      last = kind;
      a = Math.imul(a ^ code, PRIME_A);
      b = Math.imul(b ^ code, PRIME_B);
      b ^= b >>> 15;
    }
    this.until = from + length;
    // Neither a metric nor a tag holds a line end: what belongs to which text makes a difference.
    this.#a = Math.imul(a ^ 10, PRIME_A);
    this.#b = Math.imul(b ^ 10, PRIME_B);
    const first = text.charCodeAt(0);
    const startsWell = first === COLON || (first >= FIRST_LETTER && first <= LAST_LETTER);
    const endsWell = last === STORED && text.charCodeAt(length - 1) !== COLON;
    const isClean = all < 128 && common === STORED && pairs <= STORED;
    return startsWell && endsWell && isClean && length <= LONGEST_TAG;
  }

  /** ASCII, longer than what a call into the machine's own copying would save. */
  #put(text: string): void {
    const bytes = this.#bytes;
    const from = this.until;
    for (let index = 0; index < text.length; index += 1) bytes[from + index] = text.charCodeAt(index);
    this.until = from + text.length;
  }

  #putInteger(value: number): void {
    // A time that is none is refused later on, whatever stands here.
    if (!Number.isSafeInteger(value) || value < 0) return;
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.trunc(rest / 10)) digits += 1;
    const end = this.until + digits;
    for (let at = end - 1, rest = value; at >= this.until; at -= 1, rest = Math.trunc(rest / 10))
      this.#bytes[at] = ZERO + (rest % 10);
    this.until = end;
  }
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}
