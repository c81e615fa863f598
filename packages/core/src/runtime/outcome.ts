import { hintOf, isAuthentication, isConfiguration, reasonOf } from '../errors.js';
import type { Tags } from '../reading.js';
import type { Failure, MissingMetric, Series } from './report.js';

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

export const seriesOf = ({ outcomes }: TargetOutcome): Series[] =>
  outcomes.flatMap((one) => ('series' in one ? one.series : []));

export const noDataOf = ({ target = {}, outcomes }: TargetOutcome): MissingMetric[] =>
  outcomes.flatMap((one) => ('noData' in one ? [{ metric: one.metric, reason: one.noData, target }] : []));

/** One failure for each error object, so that a broken dataset is told of once with all the metrics it took. */
export function failuresOf({ target, outcomes }: TargetOutcome): Failure[] {
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
