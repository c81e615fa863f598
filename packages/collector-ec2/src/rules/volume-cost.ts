import type { VolumePrices } from './price-list.js';
import type { VolumeUse } from './volumes.js';

/** Dollars a month of all volumes; the types that cannot be priced, with what is missing. */
export function volumeCost(
  uses: ReadonlyMap<string, VolumeUse>,
  prices: VolumePrices,
): { readonly usd: number } | { readonly missing: readonly string[] } {
  const missing: string[] = [];
  let usd = 0;
  for (const [type, use] of uses) {
    const cost = costOf(type, use, prices);
    if (cost === undefined) missing.push(`${type} (${use.volumes} volumes)`);
    else usd += cost;
  }
  return missing.length > 0 ? { missing: missing.toSorted() } : { usd };
}

function costOf(type: string, use: VolumeUse, { gibibyte, iops, throughput }: VolumePrices): number | undefined {
  const parts: readonly (readonly [amount: number, price: number | undefined])[] = [
    [use.sizeGiB, gibibyte[type]],
    [use.throughput, throughput[type]],
    ...use.iops.map((amount, tier) => [amount, iops[type]?.[tier]] as const),
  ];
  let usd = 0;
  for (const [amount, price] of parts) {
    if (amount === 0) continue;
    if (price === undefined) return undefined;
    usd += amount * price;
  }
  return use.unclear > 0 ? undefined : usd;
}
