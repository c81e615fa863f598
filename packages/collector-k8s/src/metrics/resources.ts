import { metric, noData, type Sample } from '@metta-dd/core';
import { byNamespace, cpuOf, efficiencyPct, isOverallocated, memoryOf, type Share, wasteOf } from '../rules/waste.js';
import { ClusterCollector } from './cluster-collector.js';

const needs = ['pods:list', 'pods.metrics.k8s.io:list'];
const NANOCORES_PER_CORE = 1e9;
const BYTES_PER_GIBIBYTE = 2 ** 30;

/** What running pods request and do not use, by the last measurement of the metrics API. */
export class Resources extends ClusterCollector {
  @metric('k8s.resources.cpu_waste_cores', {
    unit: 'core',
    description: 'CPU that running metered pods request and do not use at this moment, pod by pod.',
    needs,
    present: true,
  })
  cpuWaste() {
    return this.ofMetered((metered) => wasteOf(metered, cpuOf) / NANOCORES_PER_CORE);
  }

  @metric('k8s.resources.memory_waste_gb', {
    unit: 'gibibyte',
    description: 'Memory (GiB) that running metered pods request and do not use at this moment, pod by pod.',
    needs,
    present: true,
  })
  memoryWaste() {
    return this.ofMetered((metered) => wasteOf(metered, memoryOf) / BYTES_PER_GIBIBYTE);
  }

  @metric('k8s.resources.cpu_efficiency_pct', {
    unit: 'percent',
    description: 'CPU usage in percent of requests, over running metered pods that request some; may exceed 100.',
    needs,
    present: true,
  })
  cpuEfficiency() {
    return this.#efficiency(cpuOf);
  }

  @metric('k8s.resources.memory_efficiency_pct', {
    unit: 'percent',
    description: 'Memory usage in percent of requests, over running metered pods that request some; may exceed 100.',
    needs,
    present: true,
  })
  memoryEfficiency() {
    return this.#efficiency(memoryOf);
  }

  @metric('k8s.resources.overallocated_pods', {
    unit: 'item',
    description: 'Running metered pods that use under 20 % (or as configured) of their CPU or memory request.',
    needs,
    present: true,
  })
  overallocated() {
    const { overallocatedRatio } = this.run.config.thresholds;
    return this.ofMetered((metered) => metered.filter((pod) => isOverallocated(pod, overallocatedRatio)).length);
  }

  @metric('k8s.resources.by_namespace.cpu_waste_cores', {
    unit: 'core',
    description: 'CPU that running metered pods request and do not use, by namespace; `other` is the rest.',
    needs,
    present: true,
  })
  cpuWasteByNamespace() {
    return this.#byNamespace(cpuOf, NANOCORES_PER_CORE);
  }

  @metric('k8s.resources.by_namespace.memory_waste_gb', {
    unit: 'gibibyte',
    description: 'Memory (GiB) that running metered pods request and do not use, by namespace; `other` is the rest.',
    needs,
    present: true,
  })
  memoryWasteByNamespace() {
    return this.#byNamespace(memoryOf, BYTES_PER_GIBIBYTE);
  }

  #efficiency(share: Share) {
    return this.ofMetered((metered) => efficiencyPct(metered, share) ?? noData('no running metered pod requests any'));
  }

  async #byNamespace(share: Share, divisor: number) {
    const options = this.run.config.byNamespace;
    if (options === undefined) return noData('the breakdown by namespace is switched off: set byNamespace: {}');
    return this.ofMetered((metered): Sample[] => {
      const { values, cut } = byNamespace(metered, share, options);
      if (cut > 0)
        this.run.log.warn('namespaces beyond maxValues are counted as other', {
          namespaces: cut,
          maxValues: options.maxValues,
        });
      return [...values].map(([namespace, value]) => ({ value: value / divisor, tags: { namespace } }));
    });
  }
}
