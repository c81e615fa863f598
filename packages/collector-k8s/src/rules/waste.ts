import type { MeteredPod } from './metering.js';

/** A resource of a metered pod: what it requests and what it uses, in nanocores or bytes. */
export type Share = (metered: MeteredPod) => { readonly request: number; readonly usage: number };

export const cpuOf: Share = ({ pod, usage }) => ({ request: pod.cpuRequest, usage: usage.cpu });
export const memoryOf: Share = ({ pod, usage }) => ({ request: pod.memoryRequest, usage: usage.memory });

/** What is requested and not used, pod by pod: one above its request hides no other's waste. */
export function wasteOf(pods: readonly MeteredPod[], share: Share): number {
  return pods.reduce((sum, metered) => sum + waste(share(metered)), 0);
}

/** The use of requests in percent, over the pods that request some; `undefined` where none does. */
export function efficiencyPct(pods: readonly MeteredPod[], share: Share): number | undefined {
  const shares = pods.map(share).filter(({ request }) => request > 0);
  const requested = shares.reduce((sum, { request }) => sum + request, 0);
  const used = shares.reduce((sum, { usage }) => sum + usage, 0);
  return requested === 0 ? undefined : (100 * used) / requested;
}

/** True where less than `ratio` of a request is used; nobody is overallocated without one. */
export function isOverallocated(metered: MeteredPod, ratio: number): boolean {
  return [cpuOf, memoryOf].some((share) => {
    const { request, usage } = share(metered);
    return request > 0 && usage / request < ratio;
  });
}

/** Values by namespace, the largest first; what the limit, or the list of those told apart, cuts off is `other`. */
export function byNamespace(
  pods: readonly MeteredPod[],
  share: Share,
  { namespaces, maxValues }: { readonly namespaces?: readonly string[] | undefined; readonly maxValues: number },
): { readonly values: ReadonlyMap<string, number>; readonly cut: number } {
  const sums = new Map<string, number>();
  for (const metered of pods) {
    const { namespace } = metered.pod;
    sums.set(namespace, (sums.get(namespace) ?? 0) + waste(share(metered)));
  }
  const largest = [...sums]
    .filter(([namespace]) => namespaces === undefined || namespaces.includes(namespace))
    .toSorted(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  const values = new Map(largest.slice(0, maxValues));
  const apart = new Set(values.keys());
  for (const [namespace, value] of sums) if (!apart.has(namespace)) values.set(OTHER, (values.get(OTHER) ?? 0) + value);
  return { values, cut: Math.max(0, largest.length - maxValues) };
}

const OTHER = 'other';

function waste({ request, usage }: ReturnType<Share>): number {
  return Math.max(0, request - usage);
}
