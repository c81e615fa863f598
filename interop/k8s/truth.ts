import { type ControlPlane, ready } from './control-plane.ts';
import type { Seeded, SeededPod } from './seed.ts';

/** What a pod requests by its line of `kubectl describe node`, overhead included: cores and bytes. */
export interface PodLine {
  readonly cpu: number;
  readonly memory: number;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** The canonical quantities that Go prints; an exponent, which it prints as well, is one of JavaScript. */
function amount(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:e-?\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (digits === '' || factor === undefined) throw new Error(`kubectl printed ${text}, which is no quantity`);
  return unit === 'm' || unit === 'u' || unit === 'n' ? Number(digits) / (1 / factor) : Number(digits) * factor;
}

/** The pod lines of all nodes, by `namespace/name`: computed by the resource code of Kubernetes itself. */
export async function podLines(plane: ControlPlane, nodes: readonly string[]): Promise<ReadonlyMap<string, PodLine>> {
  const lines = new Map<string, PodLine>();
  for (const node of nodes) {
    const text = await plane.kubectl(['describe', 'node', node]);
    const table = /^Non-terminated Pods:.*\n([\s\S]*?)^Allocated resources:/m.exec(text)?.[1] ?? '';
    for (const line of table.split('\n').slice(2)) {
      const [namespace, name, cpu, , , , memory] = line.trim().split(/\s+/);
      if (memory !== undefined) lines.set(`${namespace}/${name}`, { cpu: amount(cpu ?? ''), memory: amount(memory) });
    }
  }
  return lines;
}

/** Waits until metrics-server tells usage of every pod that it can. */
export async function metered(plane: ControlPlane, { pods, nodes }: Seeded): Promise<void> {
  const dark = new Set(nodes.filter((node) => node.dark).map(({ name }) => name));
  const expected = pods.filter(({ phase, node = '' }) => phase === 'Running' && !dark.has(node)).length;
  await ready('usage', async () => {
    const { items } = JSON.parse(await plane.kubectl(['get', '--raw', '/apis/metrics.k8s.io/v1beta1/pods']));
    if (items.length < expected) throw new Error(`metrics-server tells of ${items.length} of ${expected} pods`);
  });
}

/** The values that the collector must give: requests by kubectl, all else by what the seed wrote. */
export function truth(
  { pods, nodes, deployments }: Seeded,
  lines: ReadonlyMap<string, PodLine>,
): Record<string, number> {
  const counted = (name: string) => pods.filter(({ countsIn }) => countsIn.includes(name)).length;
  const dark = new Set(nodes.filter((node) => node.dark).map(({ name }) => name));
  const running = pods.filter(({ phase, deleting }) => phase === 'Running' && !deleting);
  const shares = running.filter(({ node = '' }) => !dark.has(node)).map((pod) => shareOf(pod, lines));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const byNamespace = Map.groupBy(shares, ({ namespace }) => namespace);
  const phase = (name: string) => pods.filter((pod) => pod.phase === name).length;
  return {
    'k8s.resources.cpu_waste_cores': total(shares.map(({ cpu }) => waste(cpu))),
    'k8s.resources.memory_waste_gb': total(shares.map(({ memory }) => waste(memory))) / 2 ** 30,
    'k8s.resources.cpu_efficiency_pct': efficiency(shares.map(({ cpu }) => cpu)),
    'k8s.resources.memory_efficiency_pct': efficiency(shares.map(({ memory }) => memory)),
    'k8s.resources.overallocated_pods': shares.filter(({ cpu, memory }) => [cpu, memory].some(isOverallocated)).length,
    ...Object.fromEntries(
      [...byNamespace].flatMap(([namespace, some]) => [
        [
          `k8s.resources.by_namespace.cpu_waste_cores{namespace:${namespace}}`,
          total(some.map(({ cpu }) => waste(cpu))),
        ],
        [
          `k8s.resources.by_namespace.memory_waste_gb{namespace:${namespace}}`,
          total(some.map(({ memory }) => waste(memory))) / 2 ** 30,
        ],
      ]),
    ),
    'k8s.pods.crash_looping': counted('crash_looping'),
    'k8s.pods.failed': counted('failed'),
    'k8s.pods.pending': phase('Pending'),
    'k8s.pods.unschedulable': counted('unschedulable'),
    'k8s.pods.oomkilled_24h': counted('oomkilled_24h'),
    'k8s.pods.high_restarts': counted('high_restarts'),
    'k8s.pods.image_pull_errors': counted('image_pull_errors'),
    'k8s.pods.unmetered': running.length - shares.length,
    'k8s.pods.idle_count': shares.filter(({ cpu, memory }) => cpu.used < 0.001 && memory.used < 10 * 2 ** 20).length,
    'k8s.pods.low_cpu_usage': shares.filter(({ cpu }) => cpu.used < 0.01).length,
    'k8s.pods.low_memory_usage': shares.filter(({ memory }) => memory.used < 50 * 2 ** 20).length,
    'k8s.deployments.zero_replicas': deployments.filter(({ replicas }) => replicas === 0).length,
    'k8s.nodes.total': nodes.length,
    'k8s.nodes.not_ready': nodes.filter((node) => !node.ready).length,
    'k8s.gpus.allocatable': total(nodes.map(({ gpus }) => gpus)),
    'k8s.gpus.requested': total(pods.filter((pod) => pod.phase === 'Running').map(({ gpus }) => gpus)),
  };
}

interface Part {
  readonly requested: number;
  readonly used: number;
}

function shareOf({ namespace, name, usage, containers, overhead }: SeededPod, lines: ReadonlyMap<string, PodLine>) {
  const line = lines.get(`${namespace}/${name}`);
  if (line === undefined) throw new Error(`kubectl describe node has no line of ${namespace}/${name}`);
  const cpu: Part = { requested: line.cpu - overhead.cpu / 1000, used: (usage.cpu * containers) / 1000 };
  const memory: Part = {
    requested: line.memory - overhead.memory * 2 ** 20,
    used: usage.memory * containers * 2 ** 20,
  };
  return { namespace, cpu, memory };
}

const waste = ({ requested, used }: Part) => Math.max(0, requested - used);

function isOverallocated({ requested, used }: Part): boolean {
  if (requested < 1e-9) return false;
  // Measured usage is not exact: at a threshold it would be on either side of it.
  if (Math.abs(used / requested - 0.2) < 1e-3)
    throw new Error('this seed puts a pod at a threshold: take another number');
  return used / requested < 0.2;
}

function efficiency(parts: readonly Part[]): number {
  const some = parts.filter(({ requested }) => requested > 1e-9);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return (100 * sum(some.map(({ used }) => used))) / sum(some.map(({ requested }) => requested));
}
