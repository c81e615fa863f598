import type { ApiObject, KubernetesWorld } from './world.js';

/** One kind of object, and where the API serves it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  /** The metrics API answers whole: it knows no limit. */
  readonly paged: boolean;
  objects(world: KubernetesWorld): readonly ApiObject[];
}

const core = { group: '', version: 'v1', paged: true } as const;
const metrics = { group: 'metrics.k8s.io', version: 'v1beta1', paged: false } as const;

/** Everything that can be listed. */
export const resources: readonly Resource[] = [
  {
    ...core,
    name: 'pods',
    singular: 'pod',
    kind: 'Pod',
    listKind: 'PodList',
    namespaced: true,
    objects: ({ pods }) => pods,
  },
  {
    ...core,
    name: 'nodes',
    singular: 'node',
    kind: 'Node',
    listKind: 'NodeList',
    namespaced: false,
    objects: ({ nodes }) => nodes,
  },
  {
    ...core,
    name: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    listKind: 'NamespaceList',
    namespaced: false,
    objects: namespacesOf,
  },
  {
    ...core,
    name: 'events',
    singular: 'event',
    kind: 'Event',
    listKind: 'EventList',
    namespaced: true,
    objects: () => [],
  },
  {
    group: 'apps',
    version: 'v1',
    paged: true,
    name: 'deployments',
    singular: 'deployment',
    kind: 'Deployment',
    listKind: 'DeploymentList',
    namespaced: true,
    objects: ({ deployments }) => deployments,
  },
  {
    ...metrics,
    name: 'pods',
    singular: '',
    kind: 'PodMetrics',
    listKind: 'PodMetricsList',
    namespaced: true,
    objects: ({ podMetrics }) => podMetrics,
  },
  {
    ...metrics,
    name: 'nodes',
    singular: '',
    kind: 'NodeMetrics',
    listKind: 'NodeMetricsList',
    namespaced: false,
    objects: ({ nodeMetrics }) => nodeMetrics,
  },
];

function namespacesOf({ pods, deployments }: KubernetesWorld): readonly ApiObject[] {
  const names = new Set([...pods, ...deployments].map(({ metadata }) => metadata.namespace ?? ''));
  return [...names].toSorted().map((name) => ({ metadata: { name, uid: name }, status: { phase: 'Active' } }));
}

/** `apps/v1`, or `v1` in the core group. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** As rules of RBAC and messages name it: `pods`, `deployments.apps`. */
export function qualifiedName({ group, name }: Resource): string {
  return group === '' ? name : `${name}.${group}`;
}
