import { randomOf } from '../random.ts';
import type { ControlPlane } from './control-plane.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A pod of the seed, with what it stands for. */
export interface SeededPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string | undefined;
  readonly phase: string;
  /** Millicores and MiB that each of its containers uses; kwok says 1 and 1 of a pod that says nothing. */
  readonly usage: { readonly cpu: number; readonly memory: number };
  /** Containers of which kwok tells usage. */
  readonly containers: number;
  readonly overhead: { readonly cpu: number; readonly memory: number };
  readonly gpus: number;
  readonly deleting: boolean;
  /** The metrics that it counts in. */
  readonly countsIn: readonly string[];
  readonly spec: Fields;
  readonly status: Fields;
}

/** What was written, from which the truth is told. */
export interface Seeded {
  readonly pods: readonly SeededPod[];
  readonly nodes: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly gpus: number;
    readonly dark: boolean;
  }[];
  readonly deployments: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly replicas: number | undefined;
  }[];
}

const MINUTE = 60_000;
const NAMESPACES = ['web', 'train', 'batch'];
const NODES = [
  { name: 'cpu-1', ready: true, gpus: 0, dark: false },
  { name: 'cpu-2', ready: true, gpus: 0, dark: false },
  { name: 'gpu-1', ready: true, gpus: 8, dark: false },
  // A node that is gone: nobody tells what its pods use.
  { name: 'gpu-2', ready: false, gpus: 4, dark: true },
];

/** Fills a fresh control plane; the same number gives the same cluster, but for the times. */
export async function seedCluster(plane: ControlPlane, number: number, now: Date): Promise<Seeded> {
  const random = randomOf(number);
  const pods = [...fates(now), ...Array.from({ length: 40 }, (_, index) => worker(random, index, now))];
  const deployments = Array.from({ length: 9 }, (_, index) => ({
    namespace: pick(random, NAMESPACES),
    name: `deployment-${index}`,
    replicas: index === 0 ? undefined : Math.floor(random() * 3),
  }));
  const seeded = { pods, nodes: NODES, deployments };
  const objects = [
    ...NAMESPACES.map(namespaceObject),
    runtimeClass(),
    ...NODES.map(nodeObject),
    ...pods.map(podObject),
    ...deployments.map(deploymentObject),
  ];
  const withStatus = [...NODES.map(nodeObject), ...pods.map(podObject)];
  await plane.kubectl(['create', '-f', '-'], list(objects));
  await plane.kubectl(['replace', '--subresource=status', '-f', '-'], list(withStatus));
  for (const { namespace, name, deleting } of pods)
    if (deleting) await plane.kubectl(['-n', namespace, 'delete', 'pod', name, '--wait=false']);
  return seeded;
}

const list = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

function pod(sketch: Partial<SeededPod> & Pick<SeededPod, 'name'>): SeededPod {
  return {
    namespace: 'batch',
    node: 'cpu-1',
    phase: 'Running',
    usage: { cpu: 30, memory: 60 },
    containers: 1,
    overhead: { cpu: 0, memory: 0 },
    gpus: 0,
    deleting: false,
    countsIn: [],
    spec: { containers: [container('main', { cpu: '100m', memory: '64Mi' })] },
    status: {},
    ...sketch,
  };
}

function container(name: string, requests: Readonly<Record<string, string>>, more: Fields = {}): Fields {
  return { name, image: 'x', resources: { requests }, ...more };
}

/** Pods in every state that is told apart. */
function fates(now: Date): SeededPod[] {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE).toISOString().replace(/\.\d+/, '');
  const status = (state: Fields, more: Fields = {}, name = 'main') => ({
    name,
    image: 'x',
    imageID: '',
    ready: false,
    restartCount: 0,
    state,
    ...more,
  });
  const running = { running: { startedAt: ago(120) } };
  const of = (...statuses: Fields[]) => ({ startTime: ago(180), containerStatuses: statuses });
  const waiting = (reason: string) => ({ waiting: { reason, message: 'seeded' } });
  const ended = (reason: string, minutes: number) => ({
    terminated: { reason, exitCode: 137, startedAt: ago(minutes + 5), finishedAt: ago(minutes) },
  });
  const unschedulable = [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: ago(30) },
  ];
  const images = [
    'ErrImagePull',
    'ImagePullBackOff',
    'InvalidImageName',
    'ErrImageNeverPull',
    'ImageInspectError',
    'RegistryUnavailable',
    'SignatureValidationFailed',
  ];
  return [
    pod({
      name: 'crash',
      status: of(status(waiting('CrashLoopBackOff'), { restartCount: 12 })),
      countsIn: ['crash_looping', 'high_restarts'],
    }),
    pod({
      name: 'init-crash',
      phase: 'Pending',
      status: {
        startTime: ago(60),
        initContainerStatuses: [status(waiting('CrashLoopBackOff'), { restartCount: 5 }, 'init')],
      },
      spec: { initContainers: [container('init', { cpu: '10m' })], containers: [container('main', { cpu: '10m' })] },
      countsIn: ['crash_looping'],
    }),
    pod({ name: 'failed', phase: 'Failed', status: of(status(ended('Error', 60))), countsIn: ['failed'] }),
    pod({ name: 'evicted', phase: 'Failed', status: { reason: 'Evicted' }, countsIn: ['failed'] }),
    pod({ name: 'succeeded', phase: 'Succeeded', status: of(status(ended('Completed', 60))) }),
    pod({
      name: 'oom',
      status: of(status(running, { lastState: ended('OOMKilled', 23 * 60), restartCount: 6 })),
      countsIn: ['oomkilled_24h', 'high_restarts'],
    }),
    pod({ name: 'oom-now', status: of(status(ended('OOMKilled', 3))), countsIn: ['oomkilled_24h'] }),
    pod({ name: 'oom-old', status: of(status(running, { lastState: ended('OOMKilled', 25 * 60), restartCount: 5 })) }),
    ...images.map((reason) =>
      pod({
        name: `image-${reason.toLowerCase()}`,
        phase: 'Pending',
        status: of(status(waiting(reason))),
        countsIn: ['image_pull_errors'],
      }),
    ),
    pod({ name: 'config-error', phase: 'Pending', status: of(status(waiting('CreateContainerConfigError'))) }),
    pod({
      name: 'unschedulable',
      node: undefined,
      phase: 'Pending',
      status: { conditions: unschedulable },
      countsIn: ['unschedulable'],
    }),
    // The server itself writes the condition of a gate.
    pod({
      name: 'gated',
      node: undefined,
      phase: 'Pending',
      spec: { schedulingGates: [{ name: 'example.org/quota' }], containers: [container('main', {})] },
    }),
    pod({ name: 'leaving', deleting: true, status: of(status(running)) }),
    pod({ name: 'lost', node: 'gpu-2', phase: 'Unknown', gpus: 2, spec: { containers: [devices(2)] } }),
    pod({ name: 'dark', node: 'gpu-2', gpus: 1, status: of(status(running)), spec: { containers: [devices(1)] } }),
    pod({
      name: 'idle',
      usage: { cpu: 0.4, memory: 4 },
      status: of(status(running)),
      spec: { containers: [container('main', {})] },
    }),
  ];
}

const devices = (count: number) => ({
  name: 'main',
  image: 'x',
  resources: { limits: { 'nvidia.com/gpu': `${count}` } },
});

/** A running pod whose requests come from everywhere requests can come from. */
function worker(random: () => number, index: number, now: Date): SeededPod {
  const namespace = pick(random, NAMESPACES);
  const main = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, at) =>
    container(`main-${at}`, quantities(random)),
  );
  const init = Array.from({ length: Math.floor(random() * 4) }, (_, at) =>
    container(`init-${at}`, quantities(random), random() < 0.5 ? { restartPolicy: 'Always' } : {}),
  );
  const gpus = random() < 0.2 ? 1 + Math.floor(random() * 2) : 0;
  const overhead = random() < 0.2 ? { cpu: 50, memory: 20 } : { cpu: 0, memory: 0 };
  const podLevel = random() < 0.15 ? { resources: { requests: { cpu: '7', memory: '9Gi' } } } : {};
  const resized =
    random() < 0.25 && podLevel.resources === undefined
      ? main.slice(0, 1).map(({ name }) => resizedStatus(`${name}`, random))
      : [];
  return pod({
    namespace,
    name: `worker-${index}`,
    node: gpus > 0 ? 'gpu-1' : pick(random, ['cpu-1', 'cpu-2']),
    usage: { cpu: 3 + Math.floor(random() * 700), memory: 3 + Math.floor(random() * 400) },
    containers: main.length,
    overhead,
    gpus,
    spec: {
      ...podLevel,
      ...(overhead.cpu > 0 ? { runtimeClassName: 'sandboxed' } : {}),
      ...(init.length > 0 ? { initContainers: init } : {}),
      containers: [
        ...main.slice(0, -1),
        {
          ...main.at(-1),
          resources: {
            requests: { ...requestsOf(main.at(-1)), ...(gpus > 0 ? { 'nvidia.com/gpu': `${gpus}` } : {}) },
            ...(gpus > 0 ? { limits: { 'nvidia.com/gpu': `${gpus}` } } : {}),
          },
        },
      ],
    },
    status: {
      startTime: new Date(now.getTime() - 120 * MINUTE).toISOString().replace(/\.\d+/, ''),
      containerStatuses: resized,
    },
  });
}

function requestsOf(container: Fields | undefined): Fields {
  const { resources } = Object(container);
  return Object(Object(resources).requests);
}

function resizedStatus(name: string, random: () => number): Fields {
  const [given, allocated] = [quantities(random), quantities(random)];
  return {
    name,
    image: 'x',
    imageID: '',
    ready: true,
    restartCount: 0,
    state: {},
    resources: { requests: given },
    allocatedResources: allocated,
  };
}

/** Requests in every form of a quantity. */
function quantities(random: () => number): Record<string, string> {
  const whole = (from: number, to: number) => Math.floor(from + random() * (to - from));
  const cpus = [
    `${whole(1, 2000)}m`,
    `${whole(1, 3)}`,
    `0.${whole(1, 9)}`,
    `${whole(1, 900)}e-3`,
    `${whole(1, 900_000)}u`,
  ];
  const memories = [
    `${whole(1, 900)}Mi`,
    `${whole(1, 4)}Gi`,
    `${whole(1, 15)}e8`,
    `${whole(1, 900)}M`,
    `1.5Gi`,
    `${whole(1, 900_000)}Ki`,
  ];
  return {
    ...(random() < 0.85 ? { cpu: pick(random, cpus) } : {}),
    ...(random() < 0.85 ? { memory: pick(random, memories) } : {}),
  };
}

function namespaceObject(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function runtimeClass() {
  const overhead = { podFixed: { cpu: '50m', memory: '20Mi' } };
  return {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'sandboxed' },
    handler: 'x',
    overhead,
  };
}

function nodeObject({ name, ready, gpus, dark }: Seeded['nodes'][number]) {
  const resources = { cpu: '64', memory: '256Gi', pods: '110', ...(gpus > 0 ? { 'nvidia.com/gpu': `${gpus}` } : {}) };
  const path = `/metrics/nodes/${name}/metrics/resource`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: dark ? {} : { 'metrics.k8s.io/resource-metrics-path': path } },
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      capacity: resources,
      allocatable: resources,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown', reason: 'Seeded' }],
    },
  };
}

function podObject({ namespace, name, node, phase, usage, deleting, spec, status }: SeededPod) {
  const annotations = {
    'kwok.x-k8s.io/usage-cpu': `${usage.cpu * 1000}u`,
    'kwok.x-k8s.io/usage-memory': `${usage.memory}Mi`,
  };
  const metadata = { namespace, name, annotations, ...(deleting ? { finalizers: ['example.org/hold'] } : {}) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { ...(node === undefined ? {} : { nodeName: node }), ...spec },
    status: { phase, ...status },
  };
}

function deploymentObject({ namespace, name, replicas }: Seeded['deployments'][number]) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } };
  const spec = { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name }, spec };
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError('nothing to pick from');
  return choice;
}
