/** What the server says of the machines of a task; no two of its versions and transports fill the same of it. */
export interface Described {
  /** By name, for each node; absent without a live cluster. */
  readonly accelerators?: ReadonlyMap<string, number>;
  /** Launched resources such as `4x[spot](gpus=H100:8, cpus=8)`, or the requested ones again. */
  readonly launched?: string;
  /** Requested resources such as `4x[H100:8][Spot]`. */
  readonly requested?: string;
}

export type Pricing = 'spot' | 'ondemand' | 'unknown';

// A comma in the brackets may separate alternatives, so only a single entry can be told.
const REQUESTED = /^(?<nodes>\d+)x\[(?<name>[^\]:,|]+):(?<count>\d+(?:\.\d+)?)\+?\](?<spot>\[[^\]]*\])?$/;
const LAUNCHED = /^(?<nodes>\d+)x(?<spot>\[spot\])?\((?<what>.*)\)$/s;
const GPUS = /(?:^|[\s,])gpus=(?<name>[^,:\s]+):(?<count>\d+(?:\.\d+)?)/;

/** GPUs by name over all nodes of a task; `undefined` where they cannot be told. */
export function gpusOf({ accelerators, launched, requested }: Described): ReadonlyMap<string, number> | undefined {
  if (accelerators !== undefined && accelerators.size > 0) {
    const nodes = nodesOf(launched) ?? nodesOf(requested);
    return nodes === undefined ? undefined : gpusIn([...accelerators], nodes);
  }
  return [launched, requested].flatMap((text) => told(text) ?? [])[0];
}

function told(text: string | undefined): ReadonlyMap<string, number> | undefined {
  if (text === undefined) return undefined;
  const { nodes, what } = LAUNCHED.exec(text)?.groups ?? {};
  if (nodes !== undefined && what !== undefined) {
    const { name, count } = GPUS.exec(what)?.groups ?? {};
    return gpusIn(name === undefined ? [] : [[name, Number(count)]], Number(nodes));
  }
  const asked = REQUESTED.exec(text)?.groups;
  return asked && gpusIn([[asked.name ?? '', Number(asked.count)]], Number(asked.nodes));
}

function gpusIn(perNode: readonly (readonly [string, number])[], nodes: number): ReadonlyMap<string, number> {
  const gpus = perNode.filter(([name]) => isGpu(name));
  return new Map(gpus.map(([name, count]) => [name, count * nodes]));
}

function isGpu(name: string): boolean {
  return !/^(cpu$|tpu)/i.test(name);
}

function nodesOf(text: string | undefined): number | undefined {
  const nodes = /^(\d+)x/.exec(text ?? '')?.[1];
  return nodes === undefined ? undefined : Number(nodes);
}

/** Whether a task runs on spot; a request that allows both says nothing of what was launched. */
export function pricingOf({ launched, requested }: Described): Pricing {
  const cluster = LAUNCHED.exec(launched ?? '')?.groups;
  if (cluster !== undefined) return cluster.spot === undefined ? 'ondemand' : 'spot';
  const asked = /^\d+x\[[^\]]*\](?<spot>\[[^\]]*\])?$/.exec(requested ?? launched ?? '');
  if (asked === null) return 'unknown';
  const spot = asked.groups?.spot?.toLowerCase();
  if (spot === undefined) return 'ondemand';
  return spot === '[spot]' ? 'spot' : 'unknown';
}

/** Accelerators for each node as the server writes those of a cluster, in Python: `{'H100': 8}`. */
export function acceleratorsIn(text: string): ReadonlyMap<string, number> {
  const entries = [...text.matchAll(/['"]([^'"]+)['"]\s*:\s*(\d+(?:\.\d+)?)/g)];
  return new Map(entries.map(([, name = '', count]) => [name, Number(count)]));
}

/** True where a name is one of the wanted ones, whole: L40S is no L4. */
export function isAccelerator(name: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => one.toLowerCase() === name.toLowerCase());
}
