import type { DeliveryReport } from '@metta-dd/core/delivery';
import type { CollectorReport, RunReport, Series } from '@metta-dd/core/runtime';
import { table } from './table.js';

/** How a report is shown. */
export interface ReportOptions {
  /** Tags that every series has; not repeated on each line. */
  readonly ambient: readonly string[];
  /** Each series of a breakdown, the quotas, and the requests by the class of their answers. */
  readonly verbose: boolean;
}

const MOST_ROWS = 5;

/** A run for people: of each collector its values, what has no data and what failed, each with the reason. */
export function reportText(report: RunReport, options: ReportOptions): string {
  return report.collectors.map((collector) => collectorText(collector, options)).join('\n\n');
}

/** What became of the points, one line a destination. */
export function deliveryText(reports: readonly DeliveryReport[] | undefined): string {
  if (reports === undefined) return 'dry run: nothing was sent; add --push to send';
  return reports.map(destinationText).join('\n');
}

function collectorText(report: CollectorReport, { ambient, verbose }: ReportOptions): string {
  const { id, state, requests, durationMs, values, noData, failures, series } = report;
  const failed = failures.reduce((sum, { metrics }) => sum + metrics.length, 0);
  const counts = `${values} values, ${noData.length} no data, ${failed} failed`;
  const shared = sharedTags(series).filter((tag) => !ambient.includes(tag));
  const hidden = new Set([...ambient, ...shared]);
  return [
    `${id}: ${state}; ${counts}; ${requests} requests in ${(durationMs / 1000).toFixed(1)} s`,
    ...(shared.length === 0 ? [] : [`  ${shared.join(' ')}`]),
    ...section('', verbose ? series.flatMap((one) => seriesRows(one, hidden)) : summaryRows(series, hidden)),
    ...section(
      'no data',
      noData.map(({ metric, reason, target }) => [metric, targetText(target), reason]),
    ),
    ...(failures.length === 0
      ? []
      : ['', '  failed:', ...failures.flatMap((failure) => failureLines(failure, verbose ? Infinity : MOST_ROWS))]),
    ...(verbose ? detailLines(report) : []),
  ].join('\n');
}

// A breakdown of dozens of series would bury the rest: its range stands for it.
function summaryRows(series: readonly Series[], hidden: ReadonlySet<string>): string[][] {
  const groups = Map.groupBy(series, ({ metric }) => metric);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length <= MOST_ROWS) return group.flatMap((one) => seriesRows(one, hidden));
    const values = group.flatMap(({ points }) => points.map(([, value]) => value));
    const keys = new Set(group.flatMap(({ tags }) => tags.filter((tag) => !hidden.has(tag)).map(keyOf)));
    const range = `${numberText(Math.min(...values))} to ${numberText(Math.max(...values))}`;
    return [[first.metric, range, first.unit ?? '', `${group.length} series by ${[...keys].join(', ')}`]];
  });
}

function seriesRows({ metric, unit, tags, points }: Series, hidden: ReadonlySet<string>): string[][] {
  const own = tags.filter((tag) => !hidden.has(tag)).join(' ');
  return points.map(([, value]) => [metric, numberText(value), unit ?? '', own]);
}

function failureLines({ reason, hint, metrics, target }: CollectorReport['failures'][number], most: number): string[] {
  const where = target === undefined ? '' : `${targetText(target)}: `;
  return [
    `    ${where}${reason}`,
    ...(hint === undefined ? [] : [`      ${hint}`]),
    ...(metrics.length === 0 ? [] : [`      without: ${listText(metrics, most)}`]),
  ];
}

function listText(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more (--verbose names them)`;
}

function detailLines({ answers, quotas }: CollectorReport): string[] {
  const classes = Object.entries(answers).map(([name, count]) => `${name} ${count}`);
  const left = quotas.map(
    ({ resource, remaining, limit }) => `${resource} ${remaining}${limit === undefined ? '' : ` of ${limit}`}`,
  );
  return [
    ...(classes.length === 0 ? [] : ['', `  answers: ${classes.join(', ')}`]),
    ...(left.length === 0 ? [] : [`  quota left: ${left.join(', ')}`]),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const indent = title === '' ? '  ' : '    ';
  const lines = table(rows)
    .split('\n')
    .map((line) => `${indent}${line}`);
  return ['', ...(title === '' ? [] : [`  ${title}:`]), ...lines];
}

function destinationText({ destination, accepted, rejected, kept, expired, inDoubt, reasons }: DeliveryReport): string {
  const others = Object.entries({ rejected, kept, expired, 'in doubt': inDoubt }).filter(([, points]) => points > 0);
  const counts = [`${accepted} points accepted`, ...others.map(([name, points]) => `${points} ${name}`)];
  return [
    `${destination}: ${counts.join(', ')}`,
    ...reasons.map(({ outcome, points, reason }) => `  ${points} ${outcome}: ${reason}`),
  ].join('\n');
}

function sharedTags(series: readonly Series[]): string[] {
  const [first, ...rest] = series;
  return first === undefined ? [] : first.tags.filter((tag) => rest.every(({ tags }) => tags.includes(tag)));
}

const keyOf = (tag: string) => tag.split(':', 1)[0] ?? tag;

const targetText = (target: Readonly<Record<string, string>>) => Object.values(target).join('/');

const numberText = (value: number) => String(Number(value.toPrecision(10)));
