import type { CollectorReport, Series } from '@metta-dd/core/runtime';

/** `same`: all values as without the fault. `absent`: some are missing, each with a reason, and no other differs. */
export type Outcome = 'same' | 'absent';

export type Judged = { readonly outcome: Outcome } | { readonly wrong: readonly string[] };

/** Compares a run with a fault with the one without. */
export function judge(truth: CollectorReport, report: CollectorReport): Judged {
  const expected = valuesOf(truth);
  const found = valuesOf(report);
  const missing = truth.series.filter((series) => !found.has(keyOf(series)));
  const wrong = [
    ...report.series.flatMap((series) => {
      const [key, value] = [keyOf(series), JSON.stringify(series.points)];
      const due = expected.get(key);
      if (due === undefined) return [`${key} is ${value}, and is no series without the fault`];
      return due === value ? [] : [`${key} is ${value} in place of ${due}`];
    }),
    ...(found.size === report.series.length ? [] : ['a series stands twice']),
    ...missing
      .filter((series) => !isExplained(series, report))
      .map((series) => `${keyOf(series)} is gone without a word`),
    ...(report.timedOut ? ['the run hung until its deadline'] : []),
  ];
  if (wrong.length > 0) return { wrong };
  return { outcome: missing.length === 0 ? 'same' : 'absent' };
}

function valuesOf({ series }: CollectorReport): ReadonlyMap<string, string> {
  return new Map(series.map((one) => [keyOf(one), JSON.stringify(one.points)]));
}

function keyOf({ metric, tags }: Series): string {
  return `${metric}{${tags.join(',')}}`;
}

/** The report names the metric of that target, with a reason that is more than nothing. */
function isExplained({ metric, tags }: Series, { failures, noData }: CollectorReport): boolean {
  const isTarget = (target: Readonly<Record<string, string>> = {}) =>
    Object.entries(target).every(([key, value]) => tags.includes(`${key}:${value}`.toLowerCase()));
  return (
    failures.some(({ metrics, target, reason }) => reason !== '' && metrics.includes(metric) && isTarget(target)) ||
    noData.some((one) => one.reason !== '' && one.metric === metric && isTarget(one.target))
  );
}
