import { createHash } from 'node:crypto';
import type { Series } from '@metta-dd/core/runtime';
import { afterAll, describe, expect, test } from 'vitest';
import { delivered, NOW } from './intake/delivered.js';
import { expectedOfIntake, type Kind, kinds } from './intake/expected.js';
import { intakeFaults } from './intake/faults.js';
import { judgeDeliveries } from './intake/oracle.js';
import { Matrix } from './matrix.js';

const POINTS = 40;
// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
const MOST_BYTES = 512_000;

const heads = { gauge: `gauges (${POINTS})`, distribution: `distributions (${POINTS})` } as const;
const columns = kinds.map((id) => ({ id, head: heads[id] }));
const matrix = new Matrix(
  'fault of the intake (points)',
  intakeFaults.map(({ name }) => name),
  columns,
);

afterAll(() => console.log(`\n${matrix.text()}\n`));

/** Points that are told apart, each with a value of its own. */
function pointsOf(kind: Kind): Series[] {
  return Array.from({ length: POINTS }, (_, index) => ({
    metric: `faults.${kind}`,
    type: kind,
    tags: ['env:test', `index:${index}`],
    points: [[NOW - 60 * index, index + 0.5]],
    ...(kind === 'distribution' && { events: { scope: 'faults', ids: [`${index}`] } }),
  }));
}

const cells = intakeFaults.flatMap((fault) =>
  kinds.map((kind) => ({ fault, name: fault.name, kind, outcome: expectedOfIntake[fault.name]?.[kind] })),
);

describe('an intake', () => {
  test.each(cells)('$name: points of a $kind end as $outcome', async ({ fault, kind, outcome }) => {
    const series = pointsOf(kind);

    const ending = judgeDeliveries(series, await delivered(series, fault), fault);
    matrix.set(fault.name, kind, ending.wrong.length === 0 ? ending.outcome : 'WRONG');

    expect(ending).toEqual({ outcome, wrong: [] });
  });

  test('never gets more than it takes, however little the points can be compressed', async () => {
    const noise = (index: number) => createHash('sha512').update(`${index}`).digest('base64url').toLowerCase();
    const series = Array.from({ length: 9000 }, (_, index): Series => {
      const tags = [`a:${noise(index)}`, `b:${noise(-index)}`];
      return { metric: 'faults.noise', type: 'gauge', tags, points: [[NOW, index]] };
    });

    const { intake, during } = await delivered(series, { name: 'none', conduct: () => undefined });

    expect(during.accepted).toBe(series.length);
    expect(intake.sizes.length).toBeGreaterThan(1);
    expect(intake.sizes.filter((bytes) => bytes > MOST_BYTES)).toEqual([]);
  });
});
