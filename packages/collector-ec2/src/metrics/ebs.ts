import { Collector, metric, noData } from '@metta-dd/core';
import type { Ec2Run } from '../api/session.js';
import type { Ec2Config } from '../config.js';
import type { RegionDatasets } from '../datasets.js';
import type { VolumeSummary } from '../rules/volumes.js';

const volumes = { needs: ['ec2:DescribeRegions', 'ec2:DescribeVolumes'], present: true };
const snapshots = { needs: ['ec2:DescribeRegions', 'ec2:DescribeSnapshots'], present: true };

/** Volumes and snapshots. */
export class Ebs extends Collector<Ec2Config> {
  readonly #datasets: RegionDatasets;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
  }

  @metric('ec2.ebs.volumes.total', {
    unit: 'item',
    description: 'Volumes that are not being deleted.',
    ...volumes,
  })
  total() {
    return this.#ofVolumes(({ total }) => total);
  }

  @metric('ec2.ebs.volumes.attached', {
    unit: 'item',
    description: 'Volumes that are attached, attaching or busy, also those of stopped instances.',
    ...volumes,
  })
  attached() {
    return this.#ofVolumes(({ attached }) => attached);
  }

  @metric('ec2.ebs.volumes.unattached', {
    unit: 'item',
    description: 'Volumes in the state available: paid for and attached to nothing.',
    ...volumes,
  })
  unattached() {
    return this.#ofVolumes(({ unattached }) => unattached);
  }

  @metric('ec2.ebs.volumes.size_gb', {
    unit: 'gibibyte',
    description: 'Sum of the sizes of the volumes.',
    ...volumes,
  })
  size() {
    return this.#ofVolumes(({ sizeGiB }) => sizeGiB);
  }

  @metric('ec2.ebs.snapshots.total', {
    unit: 'item',
    description: "The account's own snapshots, completed and pending.",
    ...snapshots,
  })
  snapshots() {
    return this.#ofSnapshots(({ total }) => total);
  }

  @metric('ec2.ebs.snapshots.size_gb', {
    unit: 'gibibyte',
    description:
      'Sum of the sizes of the volumes that the snapshots were made from, which is more than what is billed.',
    ...snapshots,
  })
  snapshotSize() {
    return this.#ofSnapshots(({ volumeGiB }) => volumeGiB);
  }

  async #ofVolumes(value: (summary: VolumeSummary) => number) {
    if (!this.run.config.ebs) return noData('volumes are not read: ebs is false');
    return value(await this.#datasets.volumes());
  }

  async #ofSnapshots(value: (sum: { readonly total: number; readonly volumeGiB: number }) => number) {
    if (!this.run.config.snapshots) return noData('snapshots are not read: snapshots is false');
    return value(await this.#datasets.snapshots());
  }
}
