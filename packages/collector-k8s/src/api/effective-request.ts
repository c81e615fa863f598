import { amountIn, isJson, type Json, listIn, objectIn, textIn } from './json.js';

/** What a pod requests of one resource; without overhead. */
export type Request = (resource: string, decimals: number) => number;

interface Container {
  readonly kind: 'main' | 'init' | 'sidecar';
  /** The largest of these counts, for each resource. */
  readonly requests: readonly Json[];
}

/**
 * The request of a pod as the scheduler computes it: PodRequests of k8s.io/component-helpers/resource, which
 * `kubectl describe node` prints a line of for each pod. Overhead is not in it, since usage has no such part.
 */
export function requestOf(spec: Json, status: Json): Request {
  const containers = containersOf(spec, status);
  const podLevel = objectIn(objectIn(spec, 'resources'), 'requests');
  return (resource, decimals) =>
    resource in podLevel && isPodLevel(resource)
      ? amountIn(podLevel, resource, decimals)
      : aggregate(containers, resource, decimals);
}

/** What the runtime of a pod takes beside its containers. */
export function overheadOf(spec: Json): Request {
  const overhead = objectIn(spec, 'overhead');
  return (resource, decimals) => amountIn(overhead, resource, decimals);
}

function aggregate(containers: readonly Container[], resource: string, decimals: number): number {
  let main = 0;
  let sidecars = 0;
  let peak = 0;
  for (const { kind, requests } of containers) {
    let amount = 0;
    for (const request of requests) amount = Math.max(amount, amountIn(request, resource, decimals));
    if (kind !== 'init') main += amount;
    if (kind === 'sidecar') sidecars += amount;
    // While an init container runs, the sidecars before it run, too.
    if (kind !== 'main') peak = Math.max(peak, kind === 'sidecar' ? sidecars : sidecars + amount);
  }
  return Math.max(main, peak);
}

function containersOf(spec: Json, status: Json): readonly Container[] {
  const main = listIn(spec, 'containers');
  const init = listIn(spec, 'initContainers');
  const resized = resizedContainers(status);
  const infeasible = resized.size > 0 && isInfeasible(status);
  const made = (container: Json, kind: Container['kind']): Container => {
    const asked = objectIn(objectIn(container, 'resources'), 'requests');
    // The status of an ordinary init container does not count: it cannot be resized.
    const given = kind === 'init' ? undefined : resized.get(textIn(container, 'name') ?? '');
    if (given === undefined) return { kind, requests: [asked] };
    return { kind, requests: infeasible ? given : [asked, ...given] };
  };
  return [
    ...main.map((container) => made(container, 'main')),
    ...init.map((container) => made(container, textIn(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init')),
  ];
}

/** What the kubelet gave, by container; only of statuses that tell resources. */
function resizedContainers(status: Json): ReadonlyMap<string, readonly Json[]> {
  const given = new Map<string, readonly Json[]>();
  for (const key of ['containerStatuses', 'initContainerStatuses'])
    for (const one of listIn(status, key))
      if (isJson(one.resources))
        given.set(textIn(one, 'name') ?? '', [
          objectIn(one.resources, 'requests'),
          objectIn(one, 'allocatedResources'),
        ]);
  return given;
}

function isInfeasible(status: Json): boolean {
  const pending = listIn(status, 'conditions').find((condition) => condition.type === 'PodResizePending');
  return pending?.reason === 'Infeasible';
}

function isPodLevel(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
