import fc from 'fast-check';
import { expect, test } from 'vitest';
import { podOf } from '../../test/pod.js';
import type { MeteredPod } from './metering.js';
import { byNamespace, cpuOf, efficiencyPct, isOverallocated, memoryOf, wasteOf } from './waste.js';

function metered(namespace: string, cpuRequest: number, cpu: number, memoryRequest = 0, memory = 0): MeteredPod {
  return { pod: podOf({ namespace, cpuRequest, memoryRequest }), usage: { cpu, memory } };
}

const somePods = fc.array(
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', 'd', 'other'),
      ...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 10 ** 6 })),
    )
    .map(([namespace, cpuRequest = 0, cpu = 0, memoryRequest = 0, memory = 0]) =>
      metered(namespace, cpuRequest, cpu, memoryRequest, memory),
    ),
);

test('a pod above its request hides no waste of another', () => {
  const pods = [metered('a', 100, 40), metered('a', 100, 500), metered('a', 0, 70)];

  expect([wasteOf(pods, cpuOf), wasteOf(pods, memoryOf)]).toEqual([60, 0]);
});

test('efficiency is of the pods that request some, and may exceed 100', () => {
  const pods = [metered('a', 100, 250), metered('a', 100, 0), metered('a', 0, 900)];

  expect([efficiencyPct(pods, cpuOf), efficiencyPct(pods, memoryOf), efficiencyPct([], cpuOf)]).toEqual([
    125,
    undefined,
    undefined,
  ]);
});

test.each([
  [metered('a', 100, 19, 100, 90), true],
  [metered('a', 100, 90, 100, 19), true],
  [metered('a', 100, 20, 100, 20), false],
  [metered('a', 0, 0, 0, 0), false],
])('case %# is overallocated or not', (pod, expected) => {
  expect(isOverallocated(pod, 0.2)).toBe(expected);
});

test('namespaces add up to the whole, whatever is cut off', () => {
  fc.assert(
    fc.property(
      somePods,
      fc.integer({ min: 1, max: 6 }),
      fc.option(fc.subarray(['a', 'b', 'other']), { nil: undefined }),
      (pods, maxValues, namespaces) => {
        const { values } = byNamespace(pods, cpuOf, { namespaces, maxValues });

        const sum = [...values.values()].reduce((total, value) => total + value, 0);
        expect(sum).toBe(wasteOf(pods, cpuOf));
        expect(values.size).toBeLessThanOrEqual(maxValues + 1);
      },
    ),
  );
});

test('waste is at least what is requested beyond all usage, and at most what is requested', () => {
  fc.assert(
    fc.property(somePods, (pods) => {
      const requested = pods.reduce((sum, { pod }) => sum + pod.memoryRequest, 0);
      const used = pods.reduce((sum, { usage }) => sum + usage.memory, 0);

      const waste = wasteOf(pods, memoryOf);

      expect(waste >= requested - used && waste <= requested).toBe(true);
    }),
  );
});

test('keeps the largest apart and counts what it cut', () => {
  const pods = [metered('small', 10, 0), metered('large', 30, 0), metered('middle', 20, 0)];

  const { values, cut } = byNamespace(pods, cpuOf, { maxValues: 1 });

  expect([[...values], cut]).toEqual([
    [
      ['large', 30],
      ['other', 30],
    ],
    2,
  ]);
});
