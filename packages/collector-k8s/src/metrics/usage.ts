import { metric } from '@metta-dd/core';
import { CPU_DECIMALS } from '../api/pod.js';
import type { MeteredPod } from '../rules/metering.js';
import { parseQuantity } from '../rules/quantity.js';
import { ClusterCollector } from './cluster-collector.js';

const needs = ['pods:list', 'pods.metrics.k8s.io:list'];

/** Which pods use little, and which tell no usage at all. */
export class PodUsage extends ClusterCollector {
  @metric('k8s.pods.unmetered', {
    unit: 'item',
    description: 'Running pods without usage of the last 5 minutes: how far the metrics of usage can be trusted.',
    needs,
    present: true,
  })
  async unmetered() {
    const metering = await this.cluster.metering();
    return 'noData' in metering ? metering : metering.unmetered.length;
  }

  @metric('k8s.pods.idle_count', {
    unit: 'item',
    description: 'Running metered pods that use less than 1m CPU and less than 10Mi memory (or as configured).',
    needs,
    present: true,
  })
  idle() {
    const { idleCpu, idleMemory } = this.run.config.thresholds;
    return this.#count(({ usage }) => usage.cpu < nanocores(idleCpu) && usage.memory < bytes(idleMemory));
  }

  @metric('k8s.pods.low_cpu_usage', {
    unit: 'item',
    description: 'Running metered pods that use less than 10m CPU (or as configured).',
    needs,
    present: true,
  })
  lowCpu() {
    return this.#count(({ usage }) => usage.cpu < nanocores(this.run.config.thresholds.lowCpu));
  }

  @metric('k8s.pods.low_memory_usage', {
    unit: 'item',
    description: 'Running metered pods that use less than 50Mi memory (or as configured).',
    needs,
    present: true,
  })
  lowMemory() {
    return this.#count(({ usage }) => usage.memory < bytes(this.run.config.thresholds.lowMemory));
  }

  #count(matches: (pod: MeteredPod) => boolean) {
    return this.ofMetered((metered) => metered.filter(matches).length);
  }
}

// The schema of the configuration has refused what is no quantity.
const nanocores = (quantity: string) => parseQuantity(quantity, CPU_DECIMALS) ?? Number.NaN;
const bytes = (quantity: string) => parseQuantity(quantity) ?? Number.NaN;
