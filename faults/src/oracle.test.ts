import type { CollectorReport, Series } from '@metta-dd/core/runtime';
import { describe, expect, test } from 'vitest';
import { judge } from './oracle.js';

const series = (metric: string, value: number): Series => ({
  metric,
  type: 'gauge',
  tags: ['repo:metta'],
  points: [[1_767_323_045, value]],
});

const reportOf = (over: Partial<CollectorReport>): CollectorReport => ({
  id: 'some',
  state: 'ok',
  requests: 1,
  answers: {},
  durationMs: 0,
  values: 0,
  series: [],
  noData: [],
  failures: [],
  warnings: [],
  quotas: [],
  timedOut: false,
  expiredEvents: 0,
  settledEvents: [],
  ...over,
});

const truth = reportOf({ series: [series('a', 1), series('b', 2)] });
const failed = (target: Readonly<Record<string, string>>, reason = 'broken') => ({
  reason,
  authentication: false,
  metrics: ['b'],
  target,
});

describe('the oracle', () => {
  test('takes equal values for the same', () => {
    expect(judge(truth, reportOf({ series: [series('b', 2), series('a', 1)] }))).toEqual({ outcome: 'same' });
  });

  test('takes a missing value with a reason for absent', () => {
    const failures = [failed({ repo: 'metta' })];
    const noData = [{ metric: 'b', reason: 'switched off', target: {} }];

    expect(judge(truth, reportOf({ series: [series('a', 1)], failures }))).toEqual({ outcome: 'absent' });
    expect(judge(truth, reportOf({ series: [series('a', 1)], noData }))).toEqual({ outcome: 'absent' });
  });

  test.each([
    ['a value that differs', { series: [series('a', 1), series('b', 3)] }],
    ['a series that is none without the fault', { series: [...truth.series, series('c', 0)] }],
    ['a series that stands twice', { series: [...truth.series, series('a', 1)] }],
    ['a metric that is gone without a reason', { series: [series('a', 1)] }],
    ['a reason that says nothing', { series: [series('a', 1)], failures: [failed({}, '')] }],
    ['a reason for another target', { series: [series('a', 1)], failures: [failed({ repo: 'other' })] }],
    ['a run that hung', { series: truth.series, timedOut: true }],
  ])('refuses %s', (_name, over) => {
    expect(judge(truth, reportOf(over))).toEqual({ wrong: [expect.any(String)] });
  });
});
