import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from './entry.js';
import { emptySettlement, isolate } from './isolation.js';
import type { Sent } from './line.js';

const entryOf = (index: number): Entry => ({ wire: `${index}`, points: 1, oldest: 0, newest: 0 });
const refusal = (entries: readonly Entry[]) => `400 for ${entries.length}`;

/** Answers like an intake that refuses whatever holds a bad entry; `limit` requests and no more. */
function intakeWith(bad: ReadonlySet<string>, limit = Number.POSITIVE_INFINITY) {
  const asked: (readonly Entry[])[] = [];
  const ask = async (entries: readonly Entry[]): Promise<Sent | undefined> => {
    if (asked.length >= limit) return undefined;
    asked.push(entries);
    const isBad = entries.some(({ wire }) => bad.has(wire));
    return isBad ? { outcome: 'refused', reason: refusal(entries) } : { outcome: 'accepted' };
  };
  return { asked, ask };
}

const scenario = fc
  .integer({ min: 1, max: 2000 })
  .chain((count) =>
    fc.record({ count: fc.constant(count), bad: fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 4 }) }),
  );

test('rejects exactly the bad entries, each refused alone, in at most 2 log2(n) requests each', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ count, bad }) => {
      const { asked, ask } = intakeWith(new Set(bad.map(String)));
      const entries = Array.from({ length: count }, (_, index) => entryOf(index));
      const settlement = emptySettlement();

      await isolate(entries, refusal(entries), ask, settlement);

      expect(new Set(settlement.rejected.map(({ entry }) => Number(entry.wire)))).toEqual(new Set(bad));
      for (const { reason } of settlement.rejected) expect(reason).toBe('400 for 1');
      expect(settlement.accepted.length).toBe(count - bad.length);
      expect(new Set(settlement.accepted).size).toBe(count - bad.length);
      expect(asked.length).toBeLessThanOrEqual(bad.length * 2 * Math.ceil(Math.log2(count)));
    }),
    { numRuns: 300 },
  );
});

test('settles every entry once, however few requests it is allowed', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.nat(20), async ({ count, bad }, limit) => {
      const { asked, ask } = intakeWith(new Set(bad.map(String)), limit);
      const entries = Array.from({ length: count }, (_, index) => entryOf(index));
      const { accepted, rejected, kept, inDoubt, ...rest } = emptySettlement();

      await isolate(entries, refusal(entries), ask, { accepted, rejected, kept, inDoubt, ...rest });

      const settled = [...accepted, ...[...rejected, ...kept, ...inDoubt].map(({ entry }) => entry)];
      expect(settled.length).toBe(count);
      expect(new Set(settled).size).toBe(count);
      expect(asked.length).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 300 },
  );
});
