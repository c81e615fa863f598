import type { Pod } from '../src/api/pod.js';

/** A running pod that started long ago. */
export function podOf(over: Partial<Pod> = {}): Pod {
  return {
    namespace: 'web',
    name: 'api',
    node: 'n1',
    phase: 'Running',
    deleting: false,
    createdAt: 0,
    startedAt: 0,
    unschedulable: false,
    waiting: [],
    oomKilledAt: undefined,
    restarts: 0,
    cpuRequest: 0,
    memoryRequest: 0,
    gpus: 0,
    ...over,
  };
}
