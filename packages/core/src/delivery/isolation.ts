import { type Entry, entryPerPoint } from './entry.js';
import type { Sent } from './line.js';

/** How the entries of a batch ended. */
export interface Settlement {
  /** Everything was accepted at once; `accepted` is empty then. */
  isWhole: boolean;
  readonly accepted: Entry[];
  readonly rejected: { readonly entry: Entry; readonly reason: string }[];
  readonly inDoubt: { readonly entry: Entry; readonly reason: string }[];
  readonly kept: { readonly entry: Entry; readonly reason: string }[];
}

export function emptySettlement(): Settlement {
  return { isWhole: false, accepted: [], rejected: [], inDoubt: [], kept: [] };
}

/** Sends some entries of a batch; `undefined` once the batch has had all its extra requests. */
export type Ask = (entries: readonly Entry[]) => Promise<Sent | undefined>;

const SPENT = 'refused with others, and the requests for telling them apart are spent';

/**
 * Finds the bad points of entries that were refused together. Halving looks at the first half only and sets the second
 * aside, so that one bad point of n costs at most log2(n) + 2 requests; nothing is rejected that was not refused alone.
 */
export async function isolate(refused: readonly Entry[], reason: string, ask: Ask, into: Settlement): Promise<void> {
  let suspects = refused;
  let why: string | undefined = reason;
  let aside: readonly Entry[] = [];
  while (suspects.length > 0) {
    const [single] = suspects;
    if (suspects.length === 1 && single !== undefined && why !== undefined) {
      const points = single.points > 1 ? entryPerPoint(single) : [single];
      if (points.length === 1) into.rejected.push({ entry: single, reason: why });
      else if (points.length > 1) {
        suspects = points;
        continue;
      }
      [suspects, aside, why] = [aside, [], undefined];
      continue;
    }
    // Entries of unknown quality go whole, suspects in halves.
    const size: number = why === undefined ? suspects.length : Math.ceil(suspects.length / 2);
    const tested: readonly Entry[] = suspects.slice(0, size);
    const others = suspects.slice(size);
    const sent = await ask(tested);
    if (sent === undefined || sent.outcome === 'kept' || sent.outcome === 'too large') {
      keep([...suspects, ...aside], sent?.reason ?? SPENT, into);
      return;
    }
    if (sent.outcome === 'refused') {
      [suspects, aside, why] = [tested, [...others, ...aside], sent.reason];
      continue;
    }
    if (sent.outcome === 'accepted') into.accepted.push(...tested);
    else for (const entry of tested) into.inDoubt.push({ entry, reason: sent.reason });
    [suspects, aside, why] = followed(others, aside, sent.outcome === 'accepted' ? why : undefined);
  }
}

// The half that was accepted leaves the fault to the other one: worth halving at once, unless one entry is left to ask.
function followed(
  others: readonly Entry[],
  aside: readonly Entry[],
  why: string | undefined,
): [readonly Entry[], readonly Entry[], string | undefined] {
  if (others.length === 0) return [aside, [], undefined];
  if (why === undefined) return [[...others, ...aside], [], undefined];
  return [others, aside, others.length === 1 ? undefined : why];
}

function keep(entries: readonly Entry[], reason: string, into: Settlement): void {
  for (const entry of entries) into.kept.push({ entry, reason });
}
