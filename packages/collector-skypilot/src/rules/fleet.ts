import { type Described, gpusOf, type Pricing, pricingOf } from './hardware.js';

/** GPUs of one kind that run. */
export interface Gpus {
  readonly name: string;
  readonly pricing: Pricing;
  readonly count: number;
}

/** What runs, as far as it can be told. */
export interface Fleet {
  readonly gpus: readonly Gpus[];
  /** Tasks of which it cannot, and which are in no count of GPUs. */
  readonly untold: number;
}

interface Placed extends Described {
  readonly pool?: string;
  readonly cluster?: string;
}

/** The GPUs of running tasks; a worker of a pool counts once, whatever number of tasks it has. */
export function fleetOf(tasks: readonly Placed[]): Fleet {
  const gpus: Gpus[] = [];
  const workers = new Set<string>();
  let untold = 0;
  for (const task of tasks) {
    const found = task.pool === undefined || isSingled(task) ? gpusOf(task) : undefined;
    if (found === undefined) untold++;
    else if (isFirst(task, workers))
      gpus.push(...[...found].map(([name, count]) => ({ name, count, pricing: pricingOf(task) })));
  }
  return { gpus, untold };
}

// What the server says of a task of a pool is about its whole worker: without the worker's name it may stand twice.
function isSingled({ cluster, accelerators, launched }: Placed): boolean {
  return cluster !== undefined || (accelerators === undefined && !launched?.includes('('));
}

function isFirst({ pool, cluster }: Placed, workers: Set<string>): boolean {
  if (pool === undefined || cluster === undefined) return true;
  return workers.size < workers.add(cluster).size;
}
