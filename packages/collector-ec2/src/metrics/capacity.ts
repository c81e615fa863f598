import { Collector, metric } from '@metta-dd/core';
import type { Ec2Run } from '../api/session.js';
import type { Ec2Config } from '../config.js';
import type { RegionDatasets } from '../datasets.js';
import type { TypeFacts } from '../rules/type-facts.js';

const needs = ['ec2:DescribeRegions', 'ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'];

/** What the running instances are made of, by the facts of their types. */
export class Capacity extends Collector<Ec2Config> {
  readonly #datasets: RegionDatasets;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
  }

  @metric('ec2.instances.gpu_count', {
    unit: 'instance',
    description: 'Running instances with at least one GPU, or a part of one.',
    needs,
    present: true,
  })
  async gpuInstances() {
    return (await this.#running()).filter(({ gpus }) => gpus > 0).length;
  }

  @metric('ec2.instances.cpu_count', {
    unit: 'instance',
    description: 'Running instances without any accelerator: no GPU, Neuron, inference or media accelerator, no FPGA.',
    needs,
    present: true,
  })
  async cpuInstances() {
    return (await this.#running()).filter(({ accelerated }) => !accelerated).length;
  }

  @metric('ec2.capacity.gpus', {
    unit: 'item',
    description: 'GPUs of the running instances, fractions of a GPU included.',
    needs,
    present: true,
  })
  async gpus() {
    return (await this.#running()).reduce((sum, { gpus }) => sum + gpus, 0);
  }

  @metric('ec2.capacity.vcpus', {
    unit: 'core',
    description: 'Virtual CPUs of the running instances, as their own CPU options say, else as their type has.',
    needs,
    present: true,
  })
  async vcpus() {
    return (await this.#running()).reduce((sum, { vcpus }) => sum + vcpus, 0);
  }

  async #running(): Promise<readonly TypeFacts[]> {
    const factsOf = await this.#datasets.typeFacts();
    return (await this.#datasets.running()).map((instance) => {
      const facts = factsOf(instance);
      return { ...facts, vcpus: instance.vcpus ?? facts.vcpus };
    });
  }
}
