import { metric } from '@metta-dd/core';
import { ClusterCollector } from './cluster-collector.js';

/** The deployments of a cluster. */
export class Deployments extends ClusterCollector {
  @metric('k8s.deployments.zero_replicas', {
    unit: 'item',
    description: 'Deployments scaled to zero.',
    needs: ['deployments.apps:list'],
    present: true,
  })
  async zeroReplicas() {
    return (await this.cluster.deployments()).filter(({ replicas }) => replicas === 0).length;
  }
}
