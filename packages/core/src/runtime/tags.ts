import { storedTag } from '../delivery/tags.js';
import type { Tags } from '../reading.js';

const KEY = /^[a-z][a-z0-9_]*$/;
const LONGEST = 200;

/** A tag as Datadog stores it: lower case, foreign characters as one `_`, at most 200 bytes. */
export function tagText(key: string, value: string): string {
  const stored = storedTag(`${key}:${value}`);
  if (Buffer.byteLength(stored) <= LONGEST) return stored;
  const cut = Buffer.from(stored)
    .subarray(0, LONGEST)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return storedTag(cut);
}

/** Sorted `key:value` texts; refuses a key that is not snake_case and a value that would leave nothing. */
export function tagList(tags: Tags): string[] {
  return Object.entries(tags)
    .map(([key, value]) => {
      if (!KEY.test(key)) throw new RangeError(`tag key "${key}" is not snake_case`);
      const text = tagText(key, value);
      if (text.length <= key.length + 1) throw new RangeError(`tag ${key} has no value`);
      return text;
    })
    .toSorted();
}

/** One text for one set of target tags, whatever the order of its keys. */
export function targetKey(target: Tags): string {
  return Object.entries(target)
    .map(([key, value]) => `${key}:${value}`)
    .toSorted()
    .join(',');
}
