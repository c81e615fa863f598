import type { Instance } from './instance.js';

/** A price that was in force from a time on. */
export interface SpotPrice {
  readonly zone: string;
  readonly type: string;
  readonly product: string;
  readonly at: number;
  /** Dollars an hour. */
  readonly usd: number;
}

// What both the platform of an instance and a spot price are called; others have no spot price of their own.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
const PRODUCTS = ['Linux/UNIX', 'Red Hat Enterprise Linux', 'SUSE Linux', 'Windows'];
const VPC = ' (Amazon VPC)';

/** The spot product of an instance; `undefined` where there is none. */
export function spotProduct({ platform }: Instance): string | undefined {
  return PRODUCTS.find((product) => product === platform);
}

/** All names that a product has in the price history. */
export function namesOfProduct(product: string): string[] {
  return [product, `${product}${VPC}`];
}

/** The newest price of each zone, type and product. */
export class SpotPrices {
  readonly #newest = new Map<string, SpotPrice>();

  add(price: SpotPrice): void {
    const key = keyOf(price.zone, price.type, price.product.replace(VPC, ''));
    const known = this.#newest.get(key);
    if (known === undefined || price.at > known.at) this.#newest.set(key, price);
  }

  /** Dollars an hour of a spot instance; `undefined` where there is no price. */
  of(instance: Instance): number | undefined {
    const product = spotProduct(instance);
    if (instance.zone === undefined || product === undefined) return undefined;
    return this.#newest.get(keyOf(instance.zone, instance.type, product))?.usd;
  }
}

const keyOf = (zone: string, type: string, product: string) => `${zone} ${type} ${product}`;
