import type { Node } from '../api/node.js';
import type { Pod } from '../api/pod.js';
import type { Usage } from '../api/usage.js';

const MINUTE = 60;
const FRESH = 5 * MINUTE;
// The metrics API needs two measurements of a new pod, which come every 15 to 60 s.
const SETTLED = 5 * MINUTE;

/** A pod and what it uses. */
export interface MeteredPod {
  readonly pod: Pod;
  readonly usage: Pick<Usage, 'cpu' | 'memory'>;
}

/** The running pods, and which of them tell what they use. */
export interface Metering {
  readonly metered: readonly MeteredPod[];
  readonly unmetered: readonly Pod[];
}

/** What usage is judged by. */
export interface MeteringOptions {
  /** When the usage was answered, by the clock of the source; seconds since the epoch. */
  readonly answeredAt: number;
  /** Seconds. */
  readonly minPodAge: number;
}

/** Joins pods with their usage; one without fresh usage is unmetered, never idle and never wasting. */
export function meter(pods: readonly Pod[], usage: readonly Usage[], options: MeteringOptions): Metering {
  const { answeredAt, minPodAge } = options;
  const byName = indexed(usage);
  const metered: MeteredPod[] = [];
  const unmetered: Pod[] = [];
  for (const pod of pods) {
    if (!isRunning(pod) || answeredAt - (pod.createdAt ?? 0) < minPodAge) continue;
    const used = byName.get(pod.namespace)?.get(pod.name);
    if (used === undefined || answeredAt - used.at >= FRESH) unmetered.push(pod);
    else metered.push({ pod, usage: used });
  }
  return { metered, unmetered };
}

function indexed(usage: readonly Usage[]): ReadonlyMap<string, ReadonlyMap<string, Usage>> {
  const byName = new Map<string, Map<string, Usage>>();
  for (const one of usage) {
    const names = byName.get(one.namespace) ?? new Map<string, Usage>();
    byName.set(one.namespace, names.set(one.name, one));
  }
  return byName;
}

function isRunning({ phase, deleting }: Pod): boolean {
  return phase === 'Running' && !deleting;
}

/**
 * Why usage is not enough to speak of the cluster, if it is not. A metrics-server that starts answers with an empty
 * list and fills it node by node; a node without any metered pod is the sign of it. Nodes that are not ready, and pods
 * that have just started, are expected to be without.
 */
export function partialReason(
  { metered, unmetered }: Metering,
  nodes: readonly Node[] | undefined,
  { answeredAt, meteredNodesPct }: { readonly answeredAt: number; readonly meteredNodesPct: number },
): string | undefined {
  const running = metered.length + unmetered.length;
  if (metered.length === 0 && running > 0)
    return `none of ${running} running pods has fresh usage: metrics-server is starting, or cannot ask the kubelets`;
  const notReady = new Set(nodes?.filter(({ ready }) => !ready).map(({ name }) => name));
  const telling = new Set(metered.map(({ pod }) => pod.node));
  const isSettled = ({ startedAt, createdAt }: Pod) => answeredAt - (startedAt ?? createdAt ?? 0) >= SETTLED;
  const silent = new Set(unmetered.filter(isSettled).map(({ node }) => node));
  for (const node of [...telling, ...notReady]) silent.delete(node);
  const all = telling.size + silent.size;
  if (100 * telling.size >= meteredNodesPct * all) return undefined;
  return `usage is partial: ${silent.size} of ${all} nodes with running pods tell none, for instance ${[...silent][0]}`;
}
