import { Datasets, SourceError } from '@metta-dd/core';
import type { HourlyMetric } from './api/cloud-watch.js';
import type { Ec2Run } from './api/session.js';
import type { Ec2Config } from './config.js';
import type { RegionDatasets } from './datasets.js';
import { type HourlyValues, hoursBefore } from './rules/hours.js';
import { isYoung, type Judgement, judgeTraffic, judgeUtilization, meanOfGpus } from './rules/idleness.js';
import type { Instance } from './rules/instance.js';

const MINUTE = 60_000;
const EC2 = 'AWS/EC2';
const AGENT = 'CWAgent';

/** The hourly GPU utilization by instance id. */
export type GpuEvidence = ReadonlyMap<string, HourlyValues>;

/** What CloudWatch is asked of one region, on a schedule of its own since each metric costs money. */
export class IdleCheck extends Datasets<Ec2Config> {
  readonly #datasets: RegionDatasets;
  #asked = 0;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
  }

  /** Why the check does not run now; `undefined` where it does. */
  readonly rest = this.once('the schedule of the idle check', async () => {
    const { enabled, everyMinutes } = this.run.config.idle;
    if (!enabled) return 'CloudWatch is not asked: idle.enabled is false';
    const last: unknown = await this.run.cache.get(this.#key);
    if (typeof last !== 'number' || this.#slot > last) return undefined;
    return `the idle check runs once in ${everyMinutes} minutes, and it did`;
  });

  /** GPU utilization of the running GPU instances that report it. */
  readonly gpus = this.once('GPU utilization', async (): Promise<GpuEvidence> => {
    const factsOf = await this.#datasets.typeFacts();
    const ids = new Set((await this.#datasets.running()).filter((one) => factsOf(one).gpus > 0).map(({ id }) => id));
    if (ids.size === 0) return new Map();
    const { gpuMetric: name } = this.run.config.idle;
    const published = await this.#datasets.region.cloudWatch.published(AGENT, name);
    const metrics = perGpu(published.filter(({ InstanceId = '' }) => ids.has(InstanceId))).map((dimensions) => ({
      namespace: AGENT,
      name,
      dimensions,
      statistic: 'Average' as const,
    }));
    const values = await this.#ask(metrics);
    const byInstance = Map.groupBy(
      metrics.map(({ dimensions }, index) => ({ id: dimensions.InstanceId ?? '', values: values[index] ?? [] })),
      ({ id }) => id,
    );
    await this.#done();
    return new Map([...byInstance].map(([id, gpus]) => [id, meanOfGpus(gpus.map((gpu) => gpu.values))]));
  });

  /** The hours that are looked at. */
  get hours() {
    return hoursBefore(this.run.startedAt, this.run.config.idle.lookbackHours);
  }

  /** Judges instances by CPU, and by traffic only those whose CPU is idle. */
  async judge(instances: readonly Instance[]): Promise<readonly Judgement[]> {
    const old = instances.filter((one) => !this.isYoung(one));
    const cpu = await this.#ask(old.map(({ id }) => metricOf(id, 'CPUUtilization', 'Average')));
    const byCpu = new Map(
      old.map((one, index) => [
        one,
        judgeUtilization(one, cpu[index] ?? [], this.hours, this.run.config.idle.cpuAvgPct),
      ]),
    );
    const candidates = old.filter((one) => byCpu.get(one) === 'idle');
    const traffic = await this.#ask(
      candidates.flatMap(({ id }) => [metricOf(id, 'NetworkIn', 'Sum'), metricOf(id, 'NetworkOut', 'Sum')]),
    );
    const byTraffic = new Map(
      candidates.map((one, index) => {
        const directions = [traffic[2 * index] ?? [], traffic[2 * index + 1] ?? []];
        return [one, judgeTraffic(one, directions, this.hours, this.run.config.idle)];
      }),
    );
    await this.#done();
    return instances.map((one) => byTraffic.get(one) ?? byCpu.get(one) ?? 'busy');
  }

  isYoung(instance: Instance): boolean {
    return isYoung(instance, this.run.startedAt, this.run.config.idle);
  }

  async #ask(metrics: readonly HourlyMetric[]) {
    const { maxMetrics } = this.run.config.idle;
    this.#asked += metrics.length;
    if (this.#asked > maxMetrics)
      throw new SourceError(`cannot check for idleness: ${this.#asked} metrics exceed the bound of ${maxMetrics}`, {
        hint: 'raise idle.maxMetrics; CloudWatch bills each metric of each check',
      });
    return this.#datasets.region.cloudWatch.hourly(metrics, this.hours);
  }

  get #key(): string {
    return `idle check of ${this.#datasets.region.key}`;
  }

  get #slot(): number {
    return Math.floor(this.run.startedAt.getTime() / (this.run.config.idle.everyMinutes * MINUTE));
  }

  #done(): Promise<void> {
    return this.run.cache.set(this.#key, this.#slot);
  }
}

function metricOf(id: string, name: string, statistic: HourlyMetric['statistic']): HourlyMetric {
  return { namespace: EC2, name, dimensions: { InstanceId: id }, statistic };
}

/** The agent may publish sums over the GPUs beside each GPU, which would count twice. */
function perGpu(published: readonly Readonly<Record<string, string>>[]) {
  const single = new Set(published.filter(({ index }) => index !== undefined).map(({ InstanceId }) => InstanceId));
  return published.filter(({ InstanceId, index }) => index !== undefined || !single.has(InstanceId));
}
