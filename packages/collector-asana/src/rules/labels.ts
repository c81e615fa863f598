import type { Sample } from '@metta-dd/core';
import type { Task } from '../api/rows.js';
import { fieldOf } from './bucket.js';

const NONE = 'none';
const OTHER = 'other';

/** Counts by the option of a field, `none` where none is chosen; beyond the most frequent ones all is `other`. */
export function byLabel(bugs: readonly Task[], fieldGid: string, most: number): Sample[] {
  const groups = Map.groupBy(bugs, (bug) => labelOf(fieldOf(bug, fieldGid)?.option));
  const ranked = [...groups]
    .map(([label, { length }]) => [label, length] as const)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = new Map(ranked.slice(0, most));
  for (const [, count] of ranked.slice(most)) kept.set(OTHER, (kept.get(OTHER) ?? 0) + count);
  return [...kept].map(([label, value]) => ({ value, tags: { label } }));
}

/** The option as a tag can hold it; options that are the same as tags are counted as one. */
function labelOf(option: string | undefined): string {
  if (option === undefined) return NONE;
  const label = option
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\-:./]+/gu, '_')
    .replace(/^_|_$/g, '');
  // Some options are a picture and nothing else.
  return label === '' ? OTHER : label;
}
