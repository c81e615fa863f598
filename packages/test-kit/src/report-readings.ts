import type { CollectorReport } from '@metta-dd/core/runtime';

/**
 * Values by metric, and by `metric{key:value,…}` where a series has tags beside those whose keys `targetKeys` names.
 */
export function valuesByMetric(
  { series }: Pick<CollectorReport, 'series'>,
  targetKeys: readonly string[] = [],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.flatMap(({ metric, tags, points }) => {
      const own = tags.filter((tag) => !targetKeys.some((key) => tag.startsWith(`${key}:`)));
      const name = own.length === 0 ? metric : `${metric}{${own.join(',')}}`;
      return points.slice(0, 1).map(([, value]) => [name, value]);
    }),
  );
}

/** Reasons of missing values by metric. */
export function noDataOf({ noData }: Pick<CollectorReport, 'noData'>): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric, reason]));
}
