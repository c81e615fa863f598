import { createHash } from 'node:crypto';

/** Where a price comes from. */
export const PRICE_SOURCES = ['cost_report', 'configured'] as const;
export type PriceSource = (typeof PRICE_SOURCES)[number];

export interface Price {
  readonly dollarsPerHour: number;
  readonly source: PriceSource;
}

interface Reported {
  readonly dollars?: number;
  readonly seconds?: number;
}

/** Dollars for one GPU and hour, by accelerator name. */
export type GpuPrices = Readonly<Record<string, number>>;

/** What something costs in an hour: by the report of the server, else by the configured prices of its GPUs. */
export function priceOf(
  reported: Reported | undefined,
  gpus: ReadonlyMap<string, number> | undefined,
  prices: GpuPrices,
): Price | undefined {
  const { dollars, seconds } = reported ?? {};
  if (dollars !== undefined && seconds !== undefined)
    return { dollarsPerHour: (dollars * 3600) / seconds, source: 'cost_report' };
  const dollarsPerHour = gpus && gpuDollars(gpus, prices);
  return dollarsPerHour === undefined ? undefined : { dollarsPerHour, source: 'configured' };
}

/** `undefined` unless each of the GPUs has a price; what has none at all costs nobody knows what. */
function gpuDollars(gpus: ReadonlyMap<string, number>, prices: GpuPrices): number | undefined {
  const byName = new Map(Object.entries(prices).map(([name, price]) => [name.toLowerCase(), price]));
  const costs = [...gpus].map(([name, count]) => (byName.get(name.toLowerCase()) ?? Number.NaN) * count);
  const sum = costs.reduce((total, one) => total + one, 0);
  return costs.length === 0 || Number.isNaN(sum) ? undefined : sum;
}

const LONGEST = 25;
const DIGEST = 2;

/** The name that SkyPilot gives the cluster of a task, as `generate_managed_job_cluster_name` in `sky/jobs/utils.py` does. */
export function clusterNameOf(taskName: string, jobId: number): string {
  const name = taskName.replace(/[._]/g, '-').toLowerCase();
  if (name.length <= LONGEST) return `${name}-${jobId}`;
  const digest = BigInt(`0x${createHash('md5').update(taskName).digest('hex')}`).toString(36);
  const head = name.slice(0, LONGEST - DIGEST - 1).replace(/-+$/, '');
  return `${head}-${digest.slice(0, DIGEST)}-${jobId}`;
}
