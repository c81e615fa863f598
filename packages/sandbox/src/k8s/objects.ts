import type { ApiObject } from './world.js';

type Fields = Readonly<Record<string, unknown>>;
type Quantities = Readonly<Record<string, string>>;

/** A pod in a few words; what is absent is left to the defaults. */
export interface PodSketch {
  readonly namespace: string;
  readonly name: string;
  /** Absent while it is not scheduled. */
  readonly node?: string;
  readonly phase?: string;
  /** Requests of its one container, unless `spec` has containers. */
  readonly requests?: Quantities;
  readonly metadata?: Fields;
  readonly spec?: Fields;
  readonly status?: Fields;
}

/** A Pod object. */
export function pod({
  namespace,
  name,
  node,
  phase = 'Running',
  requests = {},
  metadata,
  spec,
  status,
}: PodSketch): ApiObject {
  return {
    metadata: { name, namespace, uid: `pod-${namespace}-${name}`, ...metadata },
    spec: {
      containers: [{ name: 'main', image: 'registry.example/app:1', resources: { requests } }],
      ...(node === undefined ? {} : { nodeName: node }),
      ...spec,
    },
    status: { phase, ...status },
  };
}

/** The status of one container. */
export function containerStatus(name: string, state: Fields, more: Fields = {}): Fields {
  return { name, image: 'registry.example/app:1', imageID: '', ready: false, restartCount: 0, state, ...more };
}

/** A PodMetrics object: what each container used in the window before `at`. */
export function podMetrics(namespace: string, name: string, at: Date, usages: readonly Quantities[]): ApiObject {
  return {
    metadata: { name, namespace, creationTimestamp: at.toISOString() },
    timestamp: instant(at),
    window: '15.012s',
    containers: usages.map((usage, index) => ({ name: index === 0 ? 'main' : `side-${index}`, usage })),
  };
}

/** A Node object. */
export function node(name: string, ready: 'True' | 'False' | 'Unknown', allocatable: Quantities): ApiObject {
  return {
    metadata: { name, uid: `node-${name}` },
    spec: {},
    status: { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: ready, reason: 'Sandbox' }] },
  };
}

/** A Deployment object; without `replicas` it has the default, one. */
export function deployment(namespace: string, name: string, replicas?: number): ApiObject {
  return {
    metadata: { name, namespace, uid: `deployment-${namespace}-${name}` },
    spec: { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: { app: name } } },
    status: { replicas: replicas ?? 1 },
  };
}

/** An instant as Kubernetes writes it: whole seconds. */
export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
