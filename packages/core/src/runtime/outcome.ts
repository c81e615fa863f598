import { hintOf, isAuthentication, isConfiguration, reasonOf } from '../errors.js';
import type { Tags } from '../reading.js';
import type { CollectorReport, Failure, MissingMetric, Series } from './report.js';

/** How one metric of one target ended. */
export type Outcome = { readonly metric: string } & (
  | { readonly series: readonly Series[] }
  | { readonly noData: string }
  | { readonly error: unknown }
);

/** The outcomes of one target; without a target where the collector failed before it knew any. */
export interface TargetOutcome {
  readonly target?: Tags;
  readonly outcomes: readonly Outcome[];
}

/** The part of a report that is made of outcomes alone. */
export type Summary = Pick<CollectorReport, 'state' | 'values' | 'series' | 'noData' | 'failures'>;

/** What outcomes amount to; the counts agree with what is handed on, since both are made of the same outcomes. */
export function summaryOf(targets: readonly TargetOutcome[]): Summary {
  const series = targets.flatMap(seriesOf);
  const failures = targets.flatMap(failuresOf);
  // What is switched off has no data whatever the source does, so only a value shows that the source could be read.
  const state = failures.length === 0 ? 'ok' : series.length > 0 ? 'partial' : 'failed';
  const values = targets.flatMap(({ outcomes }) => outcomes).filter((one) => 'series' in one).length;
  return { state, values, series, noData: targets.flatMap(noDataOf), failures };
}

/** How many pairs of metric and target failed; absent where nobody knows, as of a plugin that could not be loaded. */
export function failedMetrics({ failures }: Pick<CollectorReport, 'failures'>): number | undefined {
  if (failures.some(({ metrics }) => metrics.length === 0)) return undefined;
  return failures.reduce((sum, { metrics }) => sum + metrics.length, 0);
}

/** How many points a target yielded. */
export function pointsOf(target: TargetOutcome): number {
  return seriesOf(target).reduce((sum, { points }) => sum + points.length, 0);
}

const seriesOf = ({ outcomes }: TargetOutcome): Series[] =>
  outcomes.flatMap((one) => ('series' in one ? one.series : []));

const noDataOf = ({ target = {}, outcomes }: TargetOutcome): MissingMetric[] =>
  outcomes.flatMap((one) => ('noData' in one ? [{ metric: one.metric, reason: one.noData, target }] : []));

/** One failure for each error object, so that a broken dataset is told of once with all the metrics it took. */
function failuresOf({ target, outcomes }: TargetOutcome): Failure[] {
  const failed = outcomes.filter((one) => 'error' in one);
  return [...Map.groupBy(failed, ({ error }) => error)].map(([error, group]) => {
    const hint = hintOf(error);
    return {
      reason: reasonOf(error),
      ...(hint !== undefined && { hint }),
      authentication: isAuthentication(error),
      ...(isConfiguration(error) && { configuration: true as const }),
      metrics: group.map(({ metric }) => metric),
      ...(target !== undefined && { target }),
    };
  });
}
