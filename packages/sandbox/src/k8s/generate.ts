import { Random } from '../github/generate/random.js';
import { containerStatus, deployment, instant, node, pod, podMetrics } from './objects.js';
import type { ApiObject, KubernetesWorld } from './world.js';

/** What a generated cluster is made of. */
export interface GenerateClusterOptions {
  readonly at: Date;
  readonly seed: number;
  /** 150 by default. */
  readonly pods?: number;
}

const NAMESPACES = ['web', 'train', 'batch', 'monitoring', 'kube-system'];
const MINUTE = 60_000;
const PODS_PER_NODE = 25;

interface Drawn {
  readonly pod: ApiObject;
  readonly usage: ApiObject | undefined;
}

/** A cluster with pods in every state that is told apart, the same for the same seed. */
export function generateCluster({ at, seed, pods: count = 150 }: GenerateClusterOptions): KubernetesWorld {
  const random = new Random(`kubernetes/${seed}`);
  const names = Array.from(
    { length: Math.max(3, Math.ceil(count / PODS_PER_NODE)) },
    (_, index) => `node-${index + 1}`,
  );
  const ready = names.slice(0, -1);
  const drawn = Array.from({ length: count }, (_, index) => drawPod(random.fork(index), index, at, ready));
  const nodes = names.map((name, index) => drawNode(name, index, names.length));
  return {
    nodes,
    pods: drawn.map((one) => one.pod),
    podMetrics: drawn.flatMap(({ usage }) => (usage === undefined ? [] : [usage])).toSorted(byName),
    deployments: drawDeployments(random.fork('deployments'), Math.ceil(count / 6)),
    nodeMetrics: ready.map((name) => ({
      metadata: { name },
      timestamp: instant(at),
      window: '20.011s',
      usage: { cpu: `${random.whole(1, 15)}123456789n`, memory: `${random.whole(1, 60)}234567Ki` },
    })),
  };
}

function drawNode(name: string, index: number, count: number): ApiObject {
  const isLast = index === count - 1;
  const gpus = index % 3 === 1 ? { 'nvidia.com/gpu': '8' } : {};
  return node(name, isLast ? 'Unknown' : 'True', { cpu: '31850m', memory: '129410272Ki', pods: '110', ...gpus });
}

function drawDeployments(random: Random, count: number): ApiObject[] {
  return Array.from({ length: count }, (_, index) =>
    deployment(random.pick(NAMESPACES), `deployment-${index}`, random.chance(0.1) ? 0 : random.whole(1, 6)),
  );
}

function drawPod(random: Random, index: number, at: Date, nodes: readonly string[]): Drawn {
  const namespace = random.pick(NAMESPACES);
  const name = `${namespace}-${index}`;
  const started = instant(new Date(at.getTime() - random.whole(10, 60 * 24 * 20) * MINUTE));
  const common = { namespace, name, metadata: { creationTimestamp: started, labels: { app: namespace } } };
  const placed = { ...common, node: random.pick(nodes), requests: drawRequests(random, namespace) };
  const state = random.next();
  const fate = FATES.find(({ below }) => state < below);
  if (fate !== undefined) return { pod: pod({ ...placed, ...fate.sketch({ at, started }) }), usage: undefined };
  const isRestarted = random.chance(0.1);
  const lastState = { terminated: { reason: 'Error', exitCode: 1, finishedAt: started } };
  const history = isRestarted ? { restartCount: random.whole(1, 12), lastState } : {};
  const running = { containerStatuses: [containerStatus('main', { running: { startedAt: started } }, history)] };
  return {
    pod: pod({ ...placed, phase: 'Running', status: { startTime: started, ...running } }),
    // Of a pod that restarted a moment ago metrics-server has no two measurements yet.
    usage: random.chance(0.03) ? undefined : podMetrics(namespace, name, at, [drawUsage(random, namespace)]),
  };
}

function drawRequests(random: Random, namespace: string): Record<string, string> {
  if (random.chance(0.1)) return {};
  if (namespace === 'train' && random.chance(0.3))
    return {
      cpu: `${random.whole(2, 12)}`,
      memory: `${random.whole(8, 64)}Gi`,
      'nvidia.com/gpu': `${random.whole(1, 2)}`,
    };
  return { cpu: `${random.whole(1, 40) * 25}m`, memory: `${random.whole(1, 32) * 64}Mi` };
}

function drawUsage(random: Random, namespace: string): Record<string, string> {
  const scale = namespace === 'train' ? 20 : 1;
  if (random.chance(0.05)) return { cpu: `${random.whole(1_000, 900_000)}n`, memory: `${random.whole(500, 9_000)}Ki` };
  const cpu = Math.round(scale * random.longTailed(60_000_000, 1));
  return { cpu: `${cpu}n`, memory: `${Math.round(scale * random.longTailed(180_000, 0.8))}Ki` };
}

interface Moment {
  readonly at: Date;
  readonly started: string;
}

interface Fate {
  /** Shares of all pods, added up. */
  readonly below: number;
  sketch(moment: Moment): Partial<Parameters<typeof pod>[0]>;
}

const ago = (at: Date, minutes: number) => instant(new Date(at.getTime() - minutes * MINUTE));

const waiting =
  (phase: string, reason: string) =>
  ({ started }: Moment) => ({
    phase,
    status: {
      startTime: started,
      containerStatuses: [containerStatus('main', { waiting: { reason, message: 'sandbox' } })],
    },
  });

const FATES: readonly Fate[] = [
  { below: 0.04, sketch: ({ started }) => ({ phase: 'Succeeded', status: { startTime: started } }) },
  { below: 0.07, sketch: ({ started }) => ({ phase: 'Failed', status: { startTime: started, reason: 'Evicted' } }) },
  { below: 0.09, sketch: waiting('Running', 'CrashLoopBackOff') },
  { below: 0.11, sketch: waiting('Pending', 'ImagePullBackOff') },
  { below: 0.12, sketch: waiting('Pending', 'ErrImagePull') },
  { below: 0.14, sketch: waiting('Pending', 'ContainerCreating') },
  {
    below: 0.17,
    sketch: () => ({
      phase: 'Pending',
      status: {
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0 of 6 nodes' }],
      },
      spec: { nodeName: undefined },
    }),
  },
  {
    below: 0.19,
    sketch: ({ at, started }) => ({
      phase: 'Running',
      status: {
        startTime: started,
        containerStatuses: [
          containerStatus(
            'main',
            { running: { startedAt: ago(at, 90) } },
            {
              restartCount: 7,
              lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: ago(at, 95) } },
            },
          ),
        ],
      },
    }),
  },
];

function byName(a: ApiObject, b: ApiObject): number {
  const [one, other] = [a, b].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
