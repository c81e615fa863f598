import type { CloudWatchClient, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { SourceError } from '@metta-dd/core';
import { countOf, HOUR, type HourlyValues, type Hours } from '../rules/hours.js';
import { listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

/** A metric of CloudWatch, by the hour. */
export interface HourlyMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Average' | 'Sum';
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
const QUERIES_PER_CALL = 500;
const POINTS_PER_CALL = 100_800;
const READ = 'read the CloudWatch metrics';
const LIST = 'list the CloudWatch metrics';

/** The CloudWatch of one region; its client is loaded with the first call. */
export class CloudWatch {
  readonly #caller: RegionCaller;
  #client: Promise<CloudWatchClient> | undefined;

  constructor(caller: RegionCaller) {
    this.#caller = caller;
  }

  /** The values of each of the metrics, in their order. */
  async hourly(metrics: readonly HourlyMetric[], hours: Hours): Promise<readonly HourlyValues[]> {
    const size = Math.min(QUERIES_PER_CALL, Math.floor(POINTS_PER_CALL / countOf(hours)));
    const results: HourlyValues[] = [];
    for (let from = 0; from < metrics.length; from += size)
      results.push(...(await this.#batch(metrics.slice(from, from + size), hours)));
    return results;
  }

  /** The dimensions of a metric that was published within three hours. */
  async published(namespace: string, name: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
    const found: Record<string, string>[] = [];
    const listing = pages(this.#caller.what(LIST), (token) =>
      this.#caller.ask('cloudwatch:ListMetrics', LIST, async (options) => {
        const asked = { Namespace: namespace, MetricName: name, RecentlyActive: 'PT3H' as const };
        return (await this.#open()).send(new ListMetricsCommand({ ...asked, ...token }), options);
      }),
    );
    for await (const { Metrics } of listing)
      for (const { Dimensions = [] } of listOf(this.#caller.what(LIST), Metrics))
        found.push(Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])));
    return found;
  }

  async #batch(metrics: readonly HourlyMetric[], hours: Hours): Promise<readonly HourlyValues[]> {
    const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    const answer = new Answer(this.#caller.what(READ), hours);
    const asked = {
      StartTime: new Date(hours.from),
      EndTime: new Date(hours.to),
      MetricDataQueries: metrics.map((metric, index) => queryOf(metric, `m${index}`)),
    };
    const listing = pages(this.#caller.what(READ), (token) =>
      this.#caller.ask('cloudwatch:GetMetricData', READ, async (options) =>
        (await this.#open()).send(new GetMetricDataCommand({ ...asked, ...token }), options),
      ),
    );
    for await (const { MetricDataResults } of listing)
      for (const result of listOf(this.#caller.what(READ), MetricDataResults)) answer.add(result);
    return metrics.map((_, index) => answer.valuesOf(`m${index}`));
  }

  #open(): Promise<CloudWatchClient> {
    this.#client ??= import('@aws-sdk/client-cloudwatch').then(
      ({ CloudWatchClient }) => new CloudWatchClient(this.#caller.settings),
    );
    return this.#client;
  }
}

function queryOf({ namespace, name, dimensions, statistic }: HourlyMetric, id: string) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: id, MetricStat: { Metric, Period: HOUR / 1000, Stat: statistic }, ReturnData: true };
}

/** Puts the pages of one answer together: a result may be spread over several. */
class Answer {
  readonly #what: string;
  readonly #hours: Hours;
  readonly #values = new Map<string, number[]>();
  readonly #status = new Map<string, string | undefined>();

  constructor(what: string, hours: Hours) {
    this.#what = what;
    this.#hours = hours;
  }

  add({ Id = '', StatusCode, Timestamps = [], Values = [] }: MetricDataResult): void {
    if (Timestamps.length !== Values.length)
      throw new SourceError(`cannot ${this.#what}: ${Timestamps.length} times and ${Values.length} values`);
    const values = this.#values.get(Id) ?? Array.from({ length: countOf(this.#hours) }, () => Number.NaN);
    this.#values.set(Id, values);
    this.#status.set(Id, StatusCode);
    for (const [index, at] of Timestamps.entries()) {
      const hour = Math.floor((at.getTime() - this.#hours.from) / HOUR);
      if (hour in values) values[hour] = Values[index] ?? Number.NaN;
    }
  }

  valuesOf(id: string): HourlyValues {
    const status = this.#status.get(id);
    const values = this.#values.get(id);
    if (status === 'Complete' && values !== undefined) return values;
    throw new SourceError(`cannot ${this.#what}: one of them is ${status ?? 'missing'} in the answer`);
  }
}
