import type { Settings } from '../config.js';
import { hoursOf, type Run } from './run.js';
import { numberAt } from './values.js';

/** GPU hours of runs, and of how many the number of GPUs is not known. */
export interface GpuHours {
  readonly known: readonly { readonly run: Run; readonly hours: number }[];
  readonly unknown: number;
}

const CONFIG = 'config.';

/** The number of GPUs by the first configured place that has it. */
export function gpuCountOf(run: Pick<Run, 'config' | 'gpuCount'>, countFrom: readonly string[]): number | undefined {
  const counts = countFrom.map((place) =>
    place.startsWith(CONFIG) ? numberAt(run.config, place.slice(CONFIG.length)) : run.gpuCount,
  );
  return counts.find((count) => count !== undefined && Number.isInteger(count) && count >= 0);
}

/** The keys of the configuration of runs that hold a number of GPUs. */
export function countKeysOf(countFrom: readonly string[]): readonly string[] {
  return countFrom.filter((place) => place.startsWith(CONFIG)).map((place) => place.slice(CONFIG.length));
}

export function gpuHoursOf(runs: readonly Run[], countFrom: readonly string[]): GpuHours {
  const known = runs.flatMap((run) => {
    const [hours, gpus] = [hoursOf(run), gpuCountOf(run, countFrom)];
    return hours === undefined || gpus === undefined ? [] : [{ run, hours: hours * gpus }];
  });
  return { known, unknown: runs.length - known.length };
}

/** Dollars of GPU hours, and of how many runs there is no price. */
export interface Cost {
  readonly dollars: number;
  readonly priced: number;
  readonly unpriced: number;
}

export function costOf({ known, unknown }: GpuHours, prices: Settings['gpu']['prices']): Cost {
  const byModel = new Map(Object.entries(prices).map(([name, price]) => [name.toLowerCase(), price]));
  // A run without GPUs costs none, whatever its machine has.
  const costs = known.map(({ run, hours }) => (hours === 0 ? 0 : times(hours, priceOf(run.gpuModel, byModel))));
  const priced = costs.filter((cost) => cost !== undefined);
  return {
    dollars: priced.reduce((sum, cost) => sum + cost, 0),
    priced: priced.length,
    unpriced: unknown + costs.length - priced.length,
  };
}

function times(hours: number, price: number | undefined): number | undefined {
  return price === undefined ? undefined : hours * price;
}

function priceOf(name: string | undefined, prices: ReadonlyMap<string, number>): number | undefined {
  if (name === undefined) return undefined;
  return prices.get(name.toLowerCase()) ?? prices.get(gpuModel(name));
}

/** "NVIDIA H100 80GB HBM3" as "h100", "NVIDIA GeForce RTX 4090" as "rtx4090". */
export function gpuModel(name: string): string {
  const words = name.toLowerCase().split(/[\s_-]+/);
  const series = words.findIndex((word) => word === 'rtx' || word === 'gtx');
  const next = words[series + 1];
  if (series >= 0 && next !== undefined && /^\d/.test(next)) return `${words[series]}${next}`;
  return words.find((word) => /^[a-z]{1,3}\d+[a-z]*$/.test(word) && !/^(sxm|hbm)\d/.test(word)) ?? words.join(' ');
}
