import type { DeliveryReport } from '@metta-dd/core/delivery';
import type { CollectorReport, RunReport, Series } from '@metta-dd/core/runtime';
import type { ErrorItem, WarningItem } from '../envelope.js';
import type { Outcome } from './run.js';
import type { Delivered } from './send.js';

/** What `collect --json` gives as `result`. */
export interface CollectResult {
  readonly startedAt: Date;
  readonly collectors: readonly object[];
  readonly series: readonly object[];
  // JSON has no undefined: a dry run says null, as the envelope does.
  readonly delivery: readonly object[] | null;
}

/** A run with its delivery, for programs. */
export function collectResult(report: RunReport, delivery: readonly DeliveryReport[] | undefined): CollectResult {
  return {
    startedAt: report.startedAt,
    collectors: report.collectors.map(collectorResult),
    series: report.collectors.flatMap(({ series }) => series.map(seriesResult)),
    delivery: delivery ?? null,
  };
}

/** A collector in a run, without its series. */
export function collectorResult(report: CollectorReport): object {
  const { id, state, requests, durationMs, values, noData, failures, quotas, timedOut, expiredEvents } = report;
  return {
    id,
    state,
    requests,
    durationMs: Math.round(durationMs),
    values,
    noData,
    failures,
    quotas,
    timedOut,
    expiredEvents,
  };
}

function seriesResult({ metric, type, unit, tags, points, interval }: Series): object {
  return { metric, type, unit, tags, points, interval };
}

/** A collector that never got as far as a report of its own. */
export function failedReport(
  id: string,
  { reason, hint, timedOut = false }: { readonly reason: string; readonly hint?: string; readonly timedOut?: boolean },
): CollectorReport {
  return {
    id,
    state: 'failed',
    requests: 0,
    answers: {},
    durationMs: 0,
    values: 0,
    series: [],
    noData: [],
    failures: [{ reason, ...(hint && { hint }), authentication: false, metrics: [] }],
    warnings: [],
    quotas: [],
    timedOut,
    expiredEvents: 0,
    settledEvents: [],
  };
}

/** Everything that failed, one item for each cause. */
export function failureItems(report: RunReport, delivery: readonly DeliveryReport[] = []): ErrorItem[] {
  const collected = report.collectors.flatMap(({ id, failures }) =>
    failures.map(({ reason, hint, authentication, metrics, target }): ErrorItem => {
      const code = authentication ? 'AUTHENTICATION' : 'COLLECTION_FAILED';
      return { code, message: reason, ...(hint && { hint }), collector: id, ...(target && { target }), metrics };
    }),
  );
  return [...collected, ...deliveryErrors(delivery)];
}

/** Points that are not sent, one item for each cause. */
export function deliveryErrors(delivery: readonly DeliveryReport[]): ErrorItem[] {
  return delivery.flatMap(({ destination, authentication, reasons }) =>
    reasons
      .filter(({ outcome }) => outcome === 'kept')
      .map(({ reason, points, metrics }): ErrorItem => {
        const code = authentication ? 'INTAKE_REFUSED_KEY' : 'DELIVERY_KEPT';
        const message = `${points} points not sent to ${destination}: ${reason}`;
        return { code, message, hint: 'metta-dd doctor datadog', metrics };
      }),
  );
}

/** What is no failure and yet should be known. */
export function warningItems({ report, delivery, stateWarnings = [] }: Outcome): WarningItem[] {
  const state = stateWarnings.map(({ message, fields }): WarningItem => {
    return { code: 'STATE', message: withFields(message, fields) };
  });
  const collected = report.collectors.flatMap(({ id, warnings }) =>
    warnings.map(({ message }): WarningItem => ({ code: 'COLLECTOR_WARNING', message, collector: id })),
  );
  return [...state, ...collected, ...(delivery === undefined ? [] : deliveryWarnings(delivery))];
}

/** Trouble on the way, and points that will never arrive. */
export function deliveryWarnings({ reports, warnings }: Delivered): WarningItem[] {
  const told = warnings.map(({ message, fields }): WarningItem => {
    return { code: 'DELIVERY_WARNING', message: withFields(message, fields) };
  });
  const lost = reports.flatMap(({ destination, reasons }) =>
    reasons
      .filter(({ outcome }) => outcome !== 'kept')
      .map(({ outcome, reason, points, metrics }): WarningItem => {
        return {
          code: `DELIVERY_${outcome.toUpperCase()}`,
          message: `${points} points for ${destination}: ${reason}`,
          metrics,
        };
      }),
  );
  return [...told, ...lost];
}

function withFields(message: string, fields: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key} ${String(value)}`);
  return pairs.length === 0 ? message : `${message} (${pairs.join(', ')})`;
}
