import { type AwsCall, regionOf } from './call.js';
import type { AwsOptions } from './options.js';
import { pageOf } from './paging.js';
import { AwsRefusal } from './refusal.js';
import type { AwsMetric } from './world.js';

const HOUR = 3_600_000;
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
const METRICS_PER_PAGE = 500;
const RECENT_HOURS = 3;

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: Dimensions };
    readonly Period: number;
    readonly Stat: string;
  };
}

type Dimensions = readonly { readonly Name: string; readonly Value: string }[];

/** The answer of one operation of CloudWatch; `undefined` for an operation that is not known. */
export function answerCloudWatch(call: AwsCall, now: Date, options: AwsOptions): object | undefined {
  switch (call.operation) {
    case 'GetMetricData':
      return metricData(call, options);
    case 'ListMetrics':
      return listMetrics(call, now, options);
    default:
      return undefined;
  }
}

function listMetrics(call: AwsCall, now: Date, options: AwsOptions): object {
  const { Namespace, MetricName, RecentlyActive, NextToken } = call.json;
  const found = regionOf(call).metrics.filter(
    (metric) =>
      (Namespace === undefined || metric.namespace === Namespace) &&
      (MetricName === undefined || metric.name === MetricName) &&
      (RecentlyActive === undefined || isRecent(metric, now)),
  );
  const { rows, nextToken } = pageOf(found, {
    listing: 'metrics',
    token: typeof NextToken === 'string' ? NextToken : undefined,
    size: options.pageSize ?? METRICS_PER_PAGE,
  });
  return {
    Metrics: rows.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function isRecent(metric: AwsMetric, now: Date): boolean {
  const hour = Math.floor(now.getTime() / HOUR) * HOUR;
  return Array.from({ length: RECENT_HOURS }, (_, back) => metric.hour(new Date(hour - back * HOUR))).some(
    (value) => value !== undefined,
  );
}

interface Point {
  readonly id: string;
  readonly at: number;
  readonly value: number;
}

function metricData(call: AwsCall, options: AwsOptions): object {
  const { StartTime, EndTime, MetricDataQueries, NextToken } = call.json;
  const queries = queriesOf(MetricDataQueries);
  const hours = hoursOf(Number(StartTime), Number(EndTime));
  if (queries.length > MOST_QUERIES || queries.length * hours.length > MOST_POINTS)
    throw new AwsRefusal(400, 'ValidationError', 'The collection MetricDataQueries asks for too much at once.');
  const index = new Map(regionOf(call).metrics.map((metric) => [keyOfMetric(metric), metric]));
  const points = queries.flatMap((query) => pointsOf(query, hours, index));
  const { rows, nextToken } = pageOf(points, {
    listing: 'points',
    token: typeof NextToken === 'string' ? NextToken : undefined,
    size: options.pointsPerPage ?? MOST_POINTS,
  });
  const last = rows.at(-1);
  const later = last === undefined ? [] : points.slice(points.indexOf(last) + 1);
  const unfinished = new Set(later.map(({ id }) => id));
  const byId = Map.groupBy(rows, ({ id }) => id);
  return {
    MetricDataResults: queries.map(({ Id, MetricStat }) => ({
      Id,
      Label: MetricStat.Metric.MetricName,
      Timestamps: (byId.get(Id) ?? []).map(({ at }) => at / 1000),
      Values: (byId.get(Id) ?? []).map(({ value }) => value),
      StatusCode: unfinished.has(Id) ? 'PartialData' : 'Complete',
    })),
    Messages: [],
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function pointsOf({ Id, MetricStat }: Query, hours: readonly number[], index: ReadonlyMap<string, AwsMetric>): Point[] {
  const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
  if (MetricStat.Period !== HOUR / 1000) throw new AwsRefusal(400, 'ValidationError', 'this stand-in knows hours only');
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = index.get(keyOf(Namespace, MetricName, dimensions));
  return hours.flatMap((at) => {
    const value = metric?.hour(new Date(at));
    return value === undefined ? [] : [{ id: Id, at, value }];
  });
}

/** The begins of the hours, the newest first as AWS gives them. */
function hoursOf(startSeconds: number, endSeconds: number): number[] {
  const hours: number[] = [];
  for (let at = Math.ceil((startSeconds * 1000) / HOUR) * HOUR; at < endSeconds * 1000; at += HOUR) hours.unshift(at);
  return hours;
}

const keyOfMetric = ({ namespace, name, dimensions }: AwsMetric) => keyOf(namespace, name, dimensions);

function keyOf(namespace: string, name: string, dimensions: AwsMetric['dimensions']): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function queriesOf(value: unknown): readonly Query[] {
  if (Array.isArray(value) && value.every(isQuery)) return value;
  throw new AwsRefusal(400, 'ValidationError', 'MetricDataQueries has a query without a MetricStat');
}

function isQuery(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && 'Id' in value && 'MetricStat' in value;
}
