import { Collector, mean, metric, noData } from '@metta-dd/core';
import { isDenied } from '../api/failure.js';
import type { Ec2Run } from '../api/session.js';
import type { Ec2Config } from '../config.js';
import type { RegionDatasets } from '../datasets.js';
import { type GpuEvidence, IdleCheck } from '../idle-check.js';
import { type Judgement, judgeUtilization } from '../rules/idleness.js';
import type { Instance } from '../rules/instance.js';

const needs = [
  'ec2:DescribeRegions',
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceTypes',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
];

/** Instances that do nothing, and how busy the GPUs are, by CloudWatch. */
export class Idle extends Collector<Ec2Config> {
  readonly #datasets: RegionDatasets;
  readonly #check: IdleCheck;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
    this.#check = new IdleCheck(run, datasets);
  }

  @metric('ec2.instances.idle', {
    unit: 'instance',
    description:
      'Running instances whose CPU and traffic were idle in all hours looked at; with accelerators, whose GPUs were.',
    needs,
    present: true,
  })
  idle() {
    return this.#count('idle');
  }

  @metric('ec2.instances.idle_unknown', {
    unit: 'instance',
    description: 'Running instances of which CloudWatch tells too little: neither idle nor known to be busy.',
    needs,
    present: true,
  })
  unknown() {
    return this.#count('unknown');
  }

  @metric('ec2.capacity.gpu_utilization_pct', {
    unit: 'percent',
    description: 'Mean GPU utilization over the running GPU instances that report it, in the last full hour.',
    needs,
    present: true,
  })
  async gpuUtilization() {
    const rest = await this.#check.rest();
    if (rest !== undefined) return noData(rest);
    await this.#datasets.typeFacts();
    const lastHours = [...(await this.#check.gpus()).values()].map((values) => values.at(-1) ?? Number.NaN);
    const reported = lastHours.filter((value) => !Number.isNaN(value));
    return mean(reported) ?? noData('no running GPU instance reports its GPU utilization');
  }

  async #count(wanted: Judgement) {
    const rest = await this.#check.rest();
    if (rest !== undefined) return noData(rest);
    const { accelerated } = await this.#running();
    const [evidence, judgements] = await Promise.all([this.#evidence(), this.#judged()]);
    const byGpu = accelerated.map((one) => this.#judgeByGpu(one, evidence));
    return [...judgements, ...byGpu].filter((one) => one === wanted).length;
  }

  readonly #judged = this.once('CPU and traffic', async () => this.#check.judge((await this.#running()).plain));

  /** A training job uses little CPU, and so does a notebook that holds eight GPUs: only the GPUs tell. */
  #judgeByGpu(instance: Instance, evidence: GpuEvidence): Judgement {
    if (this.#check.isYoung(instance)) return 'busy';
    const { gpuAvgPct } = this.run.config.idle;
    return judgeUtilization(instance, evidence.get(instance.id) ?? [], this.#check.hours, gpuAvgPct);
  }

  /** Without the permission GPU instances are unknown; any other failure is one of the check. */
  async #evidence(): Promise<GpuEvidence> {
    await this.#datasets.typeFacts();
    try {
      return await this.#check.gpus();
    } catch (error) {
      if (isDenied(error)) return new Map();
      throw error;
    }
  }

  async #running() {
    const factsOf = await this.#datasets.typeFacts();
    const running = await this.#datasets.running();
    return {
      plain: running.filter((one) => !factsOf(one).accelerated),
      accelerated: running.filter((one) => factsOf(one).accelerated),
    };
  }
}
