import { Collector, type NoData, type RunContext } from '@metta-dd/core';
import type { K8sConfig } from '../config.js';
import type { Cluster } from '../datasets.js';
import type { MeteredPod } from '../rules/metering.js';

/** Base of the collectors of a cluster. */
export abstract class ClusterCollector extends Collector<K8sConfig> {
  protected readonly cluster: Cluster;

  constructor(run: RunContext<K8sConfig>, cluster: Cluster) {
    super(run);
    this.cluster = cluster;
  }

  /** What a rule makes of the metered pods; no data where too few pods are. */
  protected async ofMetered<T>(rule: (metered: readonly MeteredPod[]) => T): Promise<T | NoData> {
    const metered = await this.cluster.metered();
    return 'noData' in metered ? metered : rule(metered);
  }
}
