import { SourceError } from '@metta-dd/core';
import { amountIn, instantIn, type Json, listIn, objectIn, requiredTextIn } from './json.js';
import { CPU_DECIMALS } from './pod.js';
import { sharing } from './sharing.js';

/** What a pod used over the last moments before `at`, all its containers together. */
export interface Usage {
  readonly namespace: string;
  readonly name: string;
  /** Seconds since the epoch. */
  readonly at: number;
  /** Nanocores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** Reduces PodMetrics objects. */
export function usageReader(): (raw: Json) => Usage {
  const shared = sharing();
  return (raw) => {
    const metadata = objectIn(raw, 'metadata');
    const at = instantIn(raw, 'timestamp');
    if (at === undefined) throw new SourceError('timestamp is missing');
    const namespace = shared(requiredTextIn(metadata, 'namespace'));
    return { namespace, name: requiredTextIn(metadata, 'name'), at, ...usageOf(listIn(raw, 'containers')) };
  };
}

function usageOf(containers: readonly Json[]): Pick<Usage, 'cpu' | 'memory'> {
  let cpu = 0;
  let memory = 0;
  for (const container of containers) {
    const usage = objectIn(container, 'usage');
    // Without an amount there is no measurement, and no usage is not zero usage.
    for (const resource of ['cpu', 'memory']) requiredTextIn(usage, resource);
    cpu += amountIn(usage, 'cpu', CPU_DECIMALS);
    memory += amountIn(usage, 'memory', 0);
  }
  return { cpu, memory };
}
