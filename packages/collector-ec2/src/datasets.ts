import { Datasets, SourceError } from '@metta-dd/core';
import type { Region } from './api/region.js';
import type { Ec2Run } from './api/session.js';
import type { Ec2Config } from './config.js';
import { type Instance, isRunning } from './rules/instance.js';
import type { TypeFacts } from './rules/type-facts.js';
import { VolumeCount } from './rules/volumes.js';

/** What several metrics of one region are made of. */
export class RegionDatasets extends Datasets<Ec2Config> {
  readonly region: Region;

  constructor(run: Ec2Run, region: Region) {
    super(run);
    this.region = region;
  }

  readonly instances = this.once('instances', () => this.region.instances());

  readonly volumes = this.once('volumes', async () => {
    const count = new VolumeCount();
    for await (const volume of this.region.volumes()) count.add(volume);
    return count;
  });

  readonly snapshots = this.once('snapshots', async () => {
    const sum = { total: 0, volumeGiB: 0 };
    for await (const { state, volumeGiB } of this.region.snapshots())
      if (state === 'completed' || state === 'pending') {
        sum.total += 1;
        sum.volumeGiB += volumeGiB;
      }
    return sum;
  });

  async running(): Promise<readonly Instance[]> {
    return (await this.instances()).filter(isRunning);
  }

  /** Facts of the types of the running instances. */
  async typeFacts(): Promise<(instance: Instance) => TypeFacts> {
    await this.instances();
    const facts = await this.#types();
    return ({ type }) => {
      const known = facts.get(type);
      if (known === undefined) throw new SourceError(`cannot tell what ${type} is: it was not asked for`);
      return known;
    };
  }

  readonly #types = this.once('instance types', async () => {
    const names = new Set((await this.running()).map(({ type }) => type));
    return this.region.types([...names].toSorted());
  });
}
