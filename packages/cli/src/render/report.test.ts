import type { CollectorReport, Series } from '@metta-dd/core/runtime';
import { expect, test } from 'vitest';
import { failedReport } from '../collect/result.js';
import { deliveryText, reportText } from './report.js';

const series = (metric: string, value: number, ...tags: string[]): Series => {
  return {
    metric,
    type: 'gauge',
    unit: 'item',
    tags: ['env:test', 'fleet:north', ...tags],
    points: [[1_761_243_600, value]],
  };
};

const collector: CollectorReport = {
  ...failedReport('ships', { reason: 'fog', hint: 'wait for the sun' }),
  state: 'partial',
  requests: 12,
  durationMs: 1234,
  answers: { '2xx': 11, error: 1 },
  values: 2,
  series: [
    series('ships.afloat', 3),
    ...Array.from({ length: 6 }, (_, n) => series('ships.by_hull.age_days', n + 0.5, `hull:h${n}`)),
  ],
  noData: [{ metric: 'ships.sunk', reason: 'no ship was lost', target: { fleet: 'north' } }],
  failures: [
    {
      reason: 'fog',
      hint: 'wait for the sun',
      authentication: false,
      metrics: ['ships.speed'],
      target: { fleet: 'north' },
    },
  ],
  quotas: [{ resource: 'harbor', remaining: 7, limit: 9 }],
};

const report = { runId: 'r', startedAt: new Date('2025-10-23T18:20:00Z'), durationMs: 1234, collectors: [collector] };

test('shows values, what has no data and what failed, and sums up a long breakdown', () => {
  expect(reportText(report, { ambient: ['env:test'], verbose: false })).toMatchInlineSnapshot(`
    "ships: partial; 2 values, 1 no data, 1 failed; 12 requests in 1.2 s
      fleet:north

      ships.afloat            3           item
      ships.by_hull.age_days  0.5 to 5.5  item  6 series by hull

      no data:
        ships.sunk  north  no ship was lost

      failed:
        north: fog
          wait for the sun
          without: ships.speed"
  `);
});

test('shows every series, the answers and the quotas when asked for more', () => {
  const lines = reportText(report, { ambient: ['env:test'], verbose: true }).split('\n');

  expect(lines.filter((line) => line.includes('by_hull'))).toHaveLength(6);
  expect(lines.slice(-3)).toEqual(['', '  answers: 2xx 11, error 1', '  quota left: harbor 7 of 9']);
});

test('says what became of the points', () => {
  const delivery = {
    destination: 'datadoghq.com',
    accepted: 44,
    rejected: 0,
    kept: 2,
    expired: 0,
    inDoubt: 0,
    requests: 1,
    answers: { '202': 1 },
    authentication: false,
    reasons: [{ outcome: 'kept' as const, reason: '503 after 3 attempts', points: 2, metrics: ['ships.afloat'] }],
  };

  expect(deliveryText([delivery])).toBe('datadoghq.com: 44 points accepted, 2 kept\n  2 kept: 503 after 3 attempts');
  expect(deliveryText(undefined)).toBe('dry run: nothing was sent; add --push to send');
});
