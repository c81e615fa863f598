import { requestOf } from './effective-request.js';
import { countIn, instantIn, type Json, listIn, objectIn, requiredTextIn, textIn } from './json.js';
import { sharing } from './sharing.js';

/** Decimal places that make whole numbers of what Kubernetes counts: nanocores, bytes, devices. */
export const CPU_DECIMALS = 9;

/** A pod, reduced to what is counted. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  /** Absent while it is not scheduled. */
  readonly node: string | undefined;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`, or what a newer server adds. */
  readonly phase: string;
  readonly deleting: boolean;
  /** Seconds since the epoch: of 50,000 pods every number that is not small counts. */
  readonly createdAt: number | undefined;
  readonly startedAt: number | undefined;
  /** The scheduler rejected it. */
  readonly unschedulable: boolean;
  /** Why its containers wait, init containers included. */
  readonly waiting: readonly string[];
  /** The last time that one of its containers ended for want of memory; seconds since the epoch. */
  readonly oomKilledAt: number | undefined;
  /** Of the container that restarted most. */
  readonly restarts: number;
  /** Nanocores. */
  readonly cpuRequest: number;
  /** Bytes. */
  readonly memoryRequest: number;
  readonly gpus: number;
}

const NOT_WAITING: readonly string[] = [];

/** Reduces pods, whose memory counts: a large cluster has tens of thousands. */
export function podReader(gpuResources: readonly string[]): (raw: Json) => Pod {
  const shared = sharing();
  return (raw) => {
    const metadata = objectIn(raw, 'metadata');
    const spec = objectIn(raw, 'spec');
    const status = objectIn(raw, 'status');
    const node = textIn(spec, 'nodeName');
    const request = requestOf(spec, status);
    return {
      namespace: shared(requiredTextIn(metadata, 'namespace')),
      name: requiredTextIn(metadata, 'name'),
      node: node === undefined ? undefined : shared(node),
      phase: shared(requiredTextIn(status, 'phase')),
      deleting: textIn(metadata, 'deletionTimestamp') !== undefined,
      createdAt: instantIn(metadata, 'creationTimestamp'),
      startedAt: instantIn(status, 'startTime'),
      unschedulable: isUnschedulable(status),
      ...fateOf(status),
      cpuRequest: request('cpu', CPU_DECIMALS),
      memoryRequest: request('memory', 0),
      gpus: gpuResources.reduce((sum, resource) => sum + request(resource, 0), 0),
    };
  };
}

function isUnschedulable(status: Json): boolean {
  return listIn(status, 'conditions').some(
    ({ type, status: value, reason }) => type === 'PodScheduled' && value === 'False' && reason === 'Unschedulable',
  );
}

function fateOf(status: Json): Pick<Pod, 'waiting' | 'oomKilledAt' | 'restarts'> {
  let waiting = NOT_WAITING;
  let oomKilledAt: number | undefined;
  let restarts = 0;
  for (const key of ['initContainerStatuses', 'containerStatuses'])
    for (const container of listIn(status, key)) {
      const state = objectIn(container, 'state');
      const reason = textIn(objectIn(state, 'waiting'), 'reason');
      if (reason !== undefined) waiting = [...waiting, reason];
      for (const ended of [objectIn(state, 'terminated'), objectIn(objectIn(container, 'lastState'), 'terminated')])
        if (ended.reason === 'OOMKilled') oomKilledAt = Math.max(oomKilledAt ?? 0, instantIn(ended, 'finishedAt') ?? 0);
      restarts = Math.max(restarts, countIn(container, 'restartCount') ?? 0);
    }
  return { waiting, oomKilledAt, restarts };
}
