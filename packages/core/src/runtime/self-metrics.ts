import type { Tags } from '../reading.js';
import { failedMetrics } from './outcome.js';
import type { CollectorReport, RunReport, Series } from './report.js';
import { tagList } from './tags.js';

/** What the state knows of the collectors' past. */
export interface History {
  lastSuccess(instance: string): Date | undefined;
}

/** What was delivered by the run before: this one is not over while its metrics are made. */
export interface LastDelivery {
  readonly points: Readonly<Record<'accepted' | 'rejected' | 'kept' | 'expired', number>>;
  /** Requests by the status of their answer. */
  readonly requests: Readonly<Record<string, number>>;
  /** What waits in the spool now. */
  readonly spool: { readonly points: number; readonly oldestAgeSeconds?: number };
}

type Plain = readonly [metric: string, value: number, tags?: Tags, type?: 'count'];

/** Metrics about metta-dd itself; they go to the same sink, also when a collector fails. */
export function selfMetrics(
  report: RunReport,
  ambient: Tags,
  history: History | undefined,
  last?: LastDelivery,
): readonly Series[] {
  const at = Math.floor(report.startedAt.getTime() / 1000);
  const interval = Math.max(1, Math.round(report.durationMs / 1000));
  const readings = [...report.collectors.flatMap((one) => ofCollector(one, report.startedAt, history)), ...of(last)];
  return readings.map(
    ([metric, value, tags = {}, type = 'gauge' as const]): Series => ({
      metric,
      type,
      ...unitOf(metric),
      tags: tagList({ ...ambient, ...tags }),
      points: [[at, value]],
      ...(type === 'count' && { interval }),
    }),
  );
}

function ofCollector(report: CollectorReport, startedAt: Date, history: History | undefined): Plain[] {
  const collector = { collector: report.id };
  const count = failedMetrics(report);
  const failed: Plain[] =
    count === undefined ? [] : [['metta_dd.collector.metrics', count, { ...collector, state: 'failed' }]];
  const last = report.state === 'ok' ? startedAt : history?.lastSuccess(report.id);
  const age: Plain[] =
    last === undefined
      ? []
      : [['metta_dd.collector.last_success.age', (startedAt.getTime() - last.getTime()) / 1000, collector]];
  return [
    ['metta_dd.collector.up', report.state === 'failed' ? 0 : 1, collector],
    ['metta_dd.collector.run.duration', report.durationMs / 1000, collector],
    ['metta_dd.collector.metrics', report.values, { ...collector, state: 'value' }],
    ['metta_dd.collector.metrics', report.noData.length, { ...collector, state: 'no_data' }],
    ...failed,
    ['metta_dd.collector.series', report.series.length, collector],
    ...age,
    ...Object.entries(report.answers).map(
      ([status_class, count]): Plain => ['metta_dd.source.requests', count, { ...collector, status_class }, 'count'],
    ),
    ...report.quotas.map(
      ({ resource, remaining }): Plain => [
        'metta_dd.source.rate_limit.remaining',
        remaining,
        { ...collector, resource },
      ],
    ),
  ];
}

function of(last: LastDelivery | undefined): Plain[] {
  if (last === undefined) return [];
  const { points, requests, spool } = last;
  const oldest: Plain[] =
    spool.oldestAgeSeconds === undefined ? [] : [['metta_dd.spool.oldest.age', spool.oldestAgeSeconds]];
  return [
    ...Object.entries(points).map(([result, count]): Plain => ['metta_dd.intake.points', count, { result }, 'count']),
    ...Object.entries(requests).map(
      ([status, count]): Plain => ['metta_dd.intake.requests', count, { status }, 'count'],
    ),
    ['metta_dd.spool.points', spool.points],
    ...oldest,
  ];
}

const UNITS: Readonly<Record<string, string>> = {
  'metta_dd.collector.run.duration': 'second',
  'metta_dd.collector.metrics': 'item',
  'metta_dd.collector.series': 'item',
  'metta_dd.collector.last_success.age': 'second',
  'metta_dd.source.requests': 'request',
  'metta_dd.source.rate_limit.remaining': 'item',
  'metta_dd.intake.points': 'item',
  'metta_dd.intake.requests': 'request',
  'metta_dd.spool.points': 'item',
  'metta_dd.spool.oldest.age': 'second',
};

function unitOf(metric: string): { unit?: string } {
  const unit = UNITS[metric];
  return unit === undefined ? {} : { unit };
}
