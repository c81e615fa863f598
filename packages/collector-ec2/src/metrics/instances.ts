import { Collector, mean, metric, noData, SourceError, tally } from '@metta-dd/core';
import type { Ec2Run } from '../api/session.js';
import type { Ec2Config } from '../config.js';
import type { RegionDatasets } from '../datasets.js';
import { type Instance, isLive, isOnDemand, isSpot, lifecycleTag } from '../rules/instance.js';

const needs = ['ec2:DescribeRegions', 'ec2:DescribeInstances'];
const DAY = 86_400_000;

/** How many instances there are, of what kind, and how old. */
export class Instances extends Collector<Ec2Config> {
  readonly #datasets: RegionDatasets;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
  }

  @metric('ec2.instances.total', {
    unit: 'instance',
    description: 'Instances that are pending, running, stopping or stopped; terminated ones are left out.',
    needs,
    present: true,
  })
  async total() {
    return (await this.#live()).length;
  }

  @metric('ec2.instances.running', { unit: 'instance', description: 'Running instances.', needs, present: true })
  async running() {
    return (await this.#datasets.running()).length;
  }

  @metric('ec2.instances.stopped', {
    unit: 'instance',
    description: 'Stopped instances; those that are still stopping count only in the total.',
    needs,
    present: true,
  })
  async stopped() {
    return (await this.#live()).filter(({ state }) => state === 'stopped').length;
  }

  @metric('ec2.instances.spot', {
    unit: 'instance',
    description: 'Spot instances among those of the total.',
    needs,
    present: true,
  })
  async spot() {
    return (await this.#live()).filter(isSpot).length;
  }

  @metric('ec2.instances.ondemand', {
    unit: 'instance',
    description: 'Instances without a lifecycle, which is on-demand, among those of the total.',
    needs,
    present: true,
  })
  async onDemand() {
    return (await this.#live()).filter(isOnDemand).length;
  }

  @metric('ec2.instances.other_lifecycle', {
    unit: 'instance',
    description: 'Capacity blocks, scheduled instances and the like: neither spot nor on-demand.',
    needs,
    present: true,
  })
  async otherLifecycle() {
    return (await this.#live()).filter((instance) => !isSpot(instance) && !isOnDemand(instance)).length;
  }

  @metric('ec2.instances.by_type', {
    unit: 'instance',
    description: 'Running instances by instance type and lifecycle.',
    needs,
    present: true,
  })
  async byType() {
    const groups = Map.groupBy(await this.#datasets.running(), lifecycleTag);
    return [...groups].flatMap(([lifecycle, instances]) =>
      tally(instances, 'instance_type', ({ type }) => type).map(({ value, tags }) => ({
        value,
        tags: { ...tags, lifecycle },
      })),
    );
  }

  @metric('ec2.instances.avg_age_days', {
    unit: 'day',
    description: 'Mean age of the running instances since their last launch, or as ageBasis says.',
    needs,
    present: true,
  })
  async averageAge() {
    return mean(await this.#ages()) ?? noData('no instance is running');
  }

  @metric('ec2.instances.oldest_age_days', {
    unit: 'day',
    description: 'Age of the oldest running instance since its last launch, or as ageBasis says.',
    needs,
    present: true,
  })
  async oldestAge() {
    const ages = await this.#ages();
    return ages.length === 0 ? noData('no instance is running') : ages.reduce((a, b) => Math.max(a, b));
  }

  async #live(): Promise<readonly Instance[]> {
    return (await this.#datasets.instances()).filter(isLive);
  }

  async #ages(): Promise<readonly number[]> {
    // A failure of the listing is none of the ages.
    await this.#datasets.instances();
    return this.#knownAges();
  }

  readonly #knownAges = this.once('ages', async () => {
    const { startedAt, config } = this.run;
    return (await this.#datasets.running()).map(({ id, launchedAt, createdAt }) => {
      const since = config.ageBasis === 'launch' ? launchedAt : createdAt;
      if (since === undefined)
        throw new SourceError(`cannot tell the age of ${id}: AWS gives no time for it (ageBasis ${config.ageBasis})`);
      return (startedAt.getTime() - since) / DAY;
    });
  });
}
