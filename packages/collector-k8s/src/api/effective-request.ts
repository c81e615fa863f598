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
    const amount = largest(requests, resource, decimals);
    if (kind !== 'init') main += amount;
    if (kind === 'sidecar') sidecars += amount;
    // While an init container runs, the sidecars before it run, too.
    if (kind !== 'main') peak = Math.max(peak, kind === 'sidecar' ? sidecars : sidecars + amount);
  }
  return Math.max(main, peak);
}

function largest(requests: readonly Json[], resource: string, decimals: number): number {
  let largest = 0;
  let seen: unknown;
  for (const request of requests) {
    const text = request[resource];
    // What is asked is nearly always what was given, and need not be read again.
    if (text === undefined || text === seen) continue;
    seen = text;
    largest = Math.max(largest, amountIn(request, resource, decimals));
  }
  return largest;
}

function containersOf(spec: Json, status: Json): readonly Container[] {
  const infeasible = isInfeasible(status);
  const made = (container: Json, kind: Container['kind'], statuses: readonly Json[]): Container => {
    const asked = objectIn(objectIn(container, 'resources'), 'requests');
    const given = statuses.find(({ name }) => name === container.name);
    // Only a status that tells resources is about a resize.
    if (given === undefined || !isJson(given.resources)) return { kind, requests: [asked] };
    const actual = objectIn(given.resources, 'requests');
    const allocated = objectIn(given, 'allocatedResources');
    return { kind, requests: infeasible ? [actual, allocated] : [asked, actual, allocated] };
  };
  const statuses = listIn(status, 'containerStatuses');
  const ofSidecars = listIn(status, 'initContainerStatuses');
  return [
    ...listIn(spec, 'containers').map((container) => made(container, 'main', statuses)),
    ...listIn(spec, 'initContainers').map((container) =>
      textIn(container, 'restartPolicy') === 'Always'
        ? made(container, 'sidecar', ofSidecars)
        : // An ordinary init container cannot be resized.
          made(container, 'init', []),
    ),
  ];
}

function isInfeasible(status: Json): boolean {
  const pending = listIn(status, 'conditions').find((condition) => condition.type === 'PodResizePending');
  return pending?.reason === 'Infeasible';
}

function isPodLevel(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
