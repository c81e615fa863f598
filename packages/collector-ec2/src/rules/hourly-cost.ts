import { type Instance, isOnDemand, isSpot } from './instance.js';
import type { InstanceProduct } from './price-list.js';

/** Dollars an hour of an instance; `undefined` where it has no price. */
export type PriceOf = (instance: Instance) => number | undefined;

/** What the price list knows an instance by; `undefined` where it is not billed by the hour, or does not say. */
export function listProduct({ type, usageOperation, tenancy }: Instance): Omit<InstanceProduct, 'region'> | undefined {
  // On a dedicated host it is the host that is billed.
  const named = tenancy === 'default' ? 'Shared' : tenancy === 'dedicated' ? 'Dedicated' : undefined;
  return usageOperation === undefined || named === undefined
    ? undefined
    : { type, operation: usageOperation, tenancy: named };
}

/** The instances that are billed at the list price: capacity blocks and the like are paid for in advance. */
export function billedAtListPrice(instances: readonly Instance[]): readonly Instance[] {
  return instances.filter((instance) => isOnDemand(instance) && listProduct(instance) !== undefined);
}

/** Dollars an hour of those that have a price, and how many have none. */
export function hourlyCost(
  running: readonly Instance[],
  { spot, list }: { readonly spot: PriceOf; readonly list: PriceOf },
): { readonly usd: number; readonly unpriced: number } {
  const prices = running.map((instance) => {
    if (isSpot(instance)) return spot(instance);
    return isOnDemand(instance) ? list(instance) : undefined;
  });
  const known = prices.filter((price) => price !== undefined);
  return { usd: known.reduce((sum, price) => sum + price, 0), unpriced: prices.length - known.length };
}

/** Percent that spot instances save; `undefined` where none has both prices. */
export function spotSavings(
  spotInstances: readonly Instance[],
  { spot, list }: { readonly spot: PriceOf; readonly list: PriceOf },
): number | undefined {
  let paid = 0;
  let listed = 0;
  for (const instance of spotInstances) {
    const [price, full] = [spot(instance), list(instance)];
    if (price === undefined || full === undefined) continue;
    paid += price;
    listed += full;
  }
  return listed === 0 ? undefined : 100 * (1 - paid / listed);
}
