import type { Sample } from '@metta-dd/core';
import type { Task } from '../api/rows.js';
import { fieldOf } from './bucket.js';

const NONE = 'none';
const OTHER = 'other';

/** Counts by the option of a field, `none` where none is chosen; beyond the most frequent ones all is `other`. */
export function byLabel(bugs: readonly Task[], fieldGid: string, most: number): Sample[] {
  const counts = new Map<string, number>();
  for (const bug of bugs) {
    const label = fieldOf(bug, fieldGid)?.option?.trim().toLowerCase() || NONE;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const ranked = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  // Options may be called other, too.
  const kept = new Map(ranked.slice(0, most));
  for (const [, count] of ranked.slice(most)) kept.set(OTHER, (kept.get(OTHER) ?? 0) + count);
  return [...kept].map(([label, value]) => ({ value, tags: { label } }));
}
