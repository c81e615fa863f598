import { SourceError } from '@metta-dd/core';
import { amountIn, instantIn, type Json, listIn, objectIn, requiredTextIn } from './json.js';
import { CPU_DECIMALS } from './pod.js';

/** What a pod used over the last moments before `at`, all its containers together. */
export interface Usage {
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Nanocores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** Reduces a PodMetrics object. */
export function readUsage(raw: Json): Usage {
  const metadata = objectIn(raw, 'metadata');
  const at = instantIn(raw, 'timestamp');
  if (at === undefined) throw new SourceError('timestamp is missing');
  let cpu = 0;
  let memory = 0;
  for (const container of listIn(raw, 'containers')) {
    const usage = objectIn(container, 'usage');
    // Without an amount there is no measurement, and no usage is not zero usage.
    for (const resource of ['cpu', 'memory']) requiredTextIn(usage, resource);
    cpu += amountIn(usage, 'cpu', CPU_DECIMALS);
    memory += amountIn(usage, 'memory', 0);
  }
  return { namespace: requiredTextIn(metadata, 'namespace'), name: requiredTextIn(metadata, 'name'), at, cpu, memory };
}
