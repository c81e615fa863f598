import { expect, test } from 'vitest';
import { type Finished, withoutClashes } from './clashes.js';
import { type Outcome, summaryOf, type TargetOutcome } from './outcome.js';
import type { CollectorReport, Series } from './report.js';
import { selfMetrics } from './self-metrics.js';

const startedAt = new Date('2026-11-20T00:00:00Z');

const series = (metric: string, ...tags: readonly string[]): Series => ({
  metric,
  type: 'gauge',
  tags,
  points: [[startedAt.getTime() / 1000, 1]],
});
const value = (...made: readonly Series[]): Outcome => ({ metric: made[0]?.metric ?? '', series: made });

const harbour = (name: string, ...outcomes: readonly Outcome[]): TargetOutcome => ({
  target: { harbour: name },
  outcomes,
});

function finished(id: string, ...outcomes: readonly TargetOutcome[]): Finished {
  const host = { requests: 0, answers: {}, durationMs: 0, warnings: [], quotas: [], timedOut: false };
  const events = { expiredEvents: 0, settledEvents: [] };
  return { report: { id, ...summaryOf(outcomes), ...host, ...events }, outcomes };
}

/** What a run tells of the metrics of a collector, by state. */
function counts(report: CollectorReport): Readonly<Record<string, number | undefined>> {
  const told = selfMetrics({ runId: 'r1', startedAt, durationMs: 0, collectors: [report] }, {}, undefined);
  return Object.fromEntries(
    told.flatMap(({ metric, tags, points }) => {
      if (metric === 'metta_dd.collector.series') return [['series', points[0]?.[1]]];
      return metric === 'metta_dd.collector.metrics' ? [[tags[1]?.slice('state:'.length), points[0]?.[1]]] : [];
    }),
  );
}

test('what a later instance reads of the same target fails, and no count has it as a value', () => {
  const bergen = series('t.total', 'harbour:bergen');
  const oslo = series('t.total', 'harbour:oslo');
  const former = finished('t', harbour('bergen', value(bergen)));
  const later = finished(
    't:again',
    harbour('bergen', value(bergen), { metric: 't.age', noData: 'none' }),
    harbour('oslo', value(oslo)),
  );

  const reports = withoutClashes([former, later]);

  const failure = {
    reason: 't already collects the same target',
    hint: 'name the target under one of t and t:again only',
    authentication: false,
    metrics: ['t.total'],
    target: { harbour: 'bergen' },
  };
  expect(reports).toEqual([
    former.report,
    { ...later.report, state: 'partial', values: 1, series: [oslo], failures: [failure] },
  ]);
  expect(reports.map(counts)).toEqual([
    { value: 1, no_data: 0, failed: 0, series: 1 },
    { value: 1, no_data: 1, failed: 1, series: 1 },
  ]);
});

test('an instance that reads nothing of its own is failed', () => {
  const bergen = series('t.total', 'harbour:bergen');
  const one = (id: string) => finished(id, harbour('bergen', value(bergen)));

  const reports = withoutClashes([one('t'), one('t:again')]);

  expect(reports.map(({ state, values }) => [state, values])).toEqual([
    ['ok', 1],
    ['failed', 0],
  ]);
});

test('a breakdown that clashes in a part goes whole, and takes nothing from a third', () => {
  const ship = (name: string) => series('t.by_name', 'harbour:bergen', `ship:${name}`);
  const of = (id: string, ...names: readonly string[]) => finished(id, harbour('bergen', value(...names.map(ship))));

  const reports = withoutClashes([of('t', 'a'), of('t:two', 'a', 'b'), of('t:three', 'b')]);

  expect(reports.map((report) => report.series)).toEqual([[ship('a')], [], [ship('b')]]);
});

test('of a collector that could not be loaded nobody counts the metrics that failed', () => {
  const { report } = finished('t');
  const failures = [{ reason: 'it is broken', authentication: false, metrics: [] }];

  expect(counts({ ...report, state: 'failed', failures })).toEqual({ value: 0, no_data: 0, series: 0 });
});
