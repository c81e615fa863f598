import { metric, noData } from '@metta-dd/core';
import { ClusterCollector } from './cluster-collector.js';

const NODES_OFF = noData('nodes are switched off: set nodes: true');
const needs = ['nodes:list'];

/** The nodes of a cluster. */
export class Nodes extends ClusterCollector {
  @metric('k8s.nodes.total', { unit: 'node', description: 'Nodes.', needs, present: true })
  async total() {
    return (await this.#nodes())?.length ?? NODES_OFF;
  }

  @metric('k8s.nodes.not_ready', {
    unit: 'node',
    description: 'Nodes whose Ready condition is not True: False, Unknown or absent.',
    needs,
    present: true,
  })
  async notReady() {
    return (await this.#nodes())?.filter(({ ready }) => !ready).length ?? NODES_OFF;
  }

  @metric('k8s.gpus.allocatable', {
    unit: 'item',
    description: 'GPUs (nvidia.com/gpu, or as configured) that nodes can give to pods.',
    needs,
    present: true,
  })
  async gpusAllocatable() {
    return (await this.#nodes())?.reduce((sum, { allocatableGpus }) => sum + allocatableGpus, 0) ?? NODES_OFF;
  }

  async #nodes() {
    return this.run.config.nodes ? this.cluster.nodes() : undefined;
  }
}
