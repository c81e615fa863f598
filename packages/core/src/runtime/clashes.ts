import type { CollectorReport, Series } from './report.js';

/**
 * Where two instances of a collector read one target, the later would overwrite the points of the former: the later
 * one's series are taken out and become a failure.
 */
export function withoutClashes(collectors: readonly CollectorReport[]): readonly CollectorReport[] {
  const owners = new Map<string, string>();
  return collectors.map((report) => {
    const clashes = report.series.filter((series) => {
      const owner = owners.get(keyOf(series));
      owners.set(keyOf(series), owner ?? report.id);
      return owner !== undefined && owner !== report.id;
    });
    return clashes.length === 0 ? report : withoutThese(report, new Set(clashes), owners);
  });
}

function withoutThese(
  report: CollectorReport,
  clashes: ReadonlySet<Series>,
  owners: ReadonlyMap<string, string>,
): CollectorReport {
  const [first] = clashes;
  const owner = first === undefined ? '' : owners.get(keyOf(first));
  const metrics = [...new Set([...clashes].map(({ metric }) => metric))];
  const reason = `${owner} already collects the same target: ${first?.tags.join(', ')}`;
  const hint = `name the target under one of ${owner} and ${report.id} only`;
  const series = report.series.filter((one) => !clashes.has(one));
  const state = series.length === 0 ? 'failed' : 'partial';
  const failures = [...report.failures, { reason, hint, authentication: false, metrics }];
  return { ...report, state, series, failures };
}

const keyOf = ({ metric, tags, points }: Series) => `${metric} ${tags.join(',')} ${points[0]?.[0]}`;
