/** A product of the price list, as the rules read it. */
export interface Product {
  readonly sku: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What it costs on demand. */
  readonly prices: readonly Price[];
}

export interface Price {
  /** What is paid for, such as `Hrs`, `GB-Mo`, `GiBps-mo`. */
  readonly unit: string;
  readonly usd: number;
}

/** What the on-demand price of an instance depends on. */
export interface InstanceProduct {
  readonly region: string;
  readonly type: string;
  readonly operation: string;
  readonly tenancy: 'Shared' | 'Dedicated';
}

/** Dollars a month of what the volumes of a region are billed for; by volume type. */
export interface VolumePrices {
  readonly gibibyte: Readonly<Record<string, number>>;
  /** By tier, the first one first. */
  readonly iops: Readonly<Record<string, readonly number[]>>;
  /** MiB/s */
  readonly throughput: Readonly<Record<string, number>>;
}

/** The one price, or the products that cannot be told apart. */
export type Verdict = { readonly usd: number | undefined } | { readonly ambiguous: readonly string[] };

// Reserved, unused and host products share attributes with what an instance is billed for; the usage type tells.
const USAGE = { Shared: /(^|-)BoxUsage/, Dedicated: /(^|-)DedicatedUsage/ };

/** The hourly price among the products that the price list found for an instance. */
export function hourlyPrice(products: readonly Product[], tenancy: InstanceProduct['tenancy']): Verdict {
  return onePrice(products.filter(({ attributes }) => USAGE[tenancy].test(attributes.usagetype ?? '')));
}

function onePrice(products: readonly Product[], unit?: RegExp): Verdict {
  const priced = products.flatMap(({ sku, prices }) =>
    prices.filter((price) => price.usd > 0 && (unit?.test(price.unit) ?? true)).map(({ usd }) => ({ sku, usd })),
  );
  const amounts = new Set(priced.map(({ usd }) => usd));
  if (amounts.size > 1) return { ambiguous: [...new Set(priced.map(({ sku }) => sku))].toSorted() };
  return { usd: [...amounts][0] };
}

// Usage types: https://docs.aws.amazon.com/cur/latest/userguide/ebs-usage.html; `piops` is io1, no suffix is standard.
const STORAGE = /(?:^|-)EBS:VolumeUsage(?:\.([a-z]+\d?))?$/;
const IOPS = /(?:^|-)EBS:VolumeP-IOPS\.([a-z]+\d?)(?:\.tier(\d))?$/;
const THROUGHPUT = /(?:^|-)EBS:VolumeP-Throughput\.([a-z]+\d?)$/;
const MIB_PER_GIB = 1024;

/** The prices of all volume types of a region, and the products of which none could be taken. */
export function volumePrices(products: readonly Product[]): {
  readonly prices: VolumePrices;
  readonly ambiguous: readonly string[];
} {
  const ambiguous: string[] = [];
  const priceOf = (group: readonly Product[], unit?: RegExp) => {
    const verdict = onePrice(group, unit);
    if ('usd' in verdict) return verdict.usd;
    ambiguous.push(...verdict.ambiguous);
    return undefined;
  };
  const gibibyte: Record<string, number> = {};
  for (const [type, group] of grouped(products, STORAGE)) {
    const usd = priceOf(group);
    if (usd !== undefined) gibibyte[type] = usd;
  }
  const throughput: Record<string, number> = {};
  for (const [type, group] of grouped(products, THROUGHPUT)) {
    const usd = priceOf(group, /^GiBps-mo$/i);
    if (usd !== undefined) throughput[type] = usd / MIB_PER_GIB;
  }
  const iops: Record<string, number[]> = {};
  for (const [type, group] of grouped(products, IOPS)) {
    const tiers = Map.groupBy(group, ({ attributes }) => Number(IOPS.exec(attributes.usagetype ?? '')?.[2] ?? 1));
    iops[type] = [...tiers.keys()].toSorted((a, b) => a - b).flatMap((tier) => priceOf(tiers.get(tier) ?? []) ?? []);
  }
  return { prices: { gibibyte, iops, throughput }, ambiguous };
}

function grouped(products: readonly Product[], usage: RegExp): Map<string, Product[]> {
  const named = products.filter(({ attributes }) => usage.test(attributes.usagetype ?? ''));
  return Map.groupBy(named, ({ attributes }) => typeName(usage.exec(attributes.usagetype ?? '')?.[1]));
}

const typeName = (suffix = 'standard') => (suffix === 'piops' ? 'io1' : suffix);
