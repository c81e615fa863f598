import type { PricingClient } from '@aws-sdk/client-pricing';
import { z } from 'zod';
import {
  hourlyPrice,
  type InstanceProduct,
  type Product,
  type VolumePrices,
  volumePrices,
} from '../rules/price-list.js';
import { attempt } from './failure.js';
import { Gate } from './gate.js';
import { KeptPrices } from './kept-prices.js';
import { listOf, pages } from './pages.js';
import { pricingRegion } from './pricing-region.js';
import { productOf } from './product.js';
import type { Ec2Run, Session } from './session.js';

// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
const PAGE_SIZE = 100;
const PARALLEL = 4;
const VOLUME_FAMILIES = ['Storage', 'System Operation', 'Provisioned Throughput'];

const Hourly = z.number().optional();
const Monthly: z.ZodType<VolumePrices> = z.object({
  gibibyte: z.record(z.string(), z.number()),
  iops: z.record(z.string(), z.array(z.number())),
  throughput: z.record(z.string(), z.number()),
});

/** The price list of AWS, asked once for each price and kept for a day; one serves all accounts. */
export class PriceList {
  readonly #run: Ec2Run;
  readonly #session: Session;
  readonly #kept: KeptPrices;
  readonly #gate = new Gate(PARALLEL);
  #client: Promise<PricingClient> | undefined;

  constructor(run: Ec2Run, session: Session) {
    this.#run = run;
    this.#session = session;
    this.#kept = new KeptPrices(run);
  }

  /** Dollars an hour on demand; `undefined` where the list has no price, or several. */
  hourly({ region, type, operation, tenancy }: InstanceProduct): Promise<number | undefined> {
    return this.#kept.get(`hourly ${region} ${type} ${operation} ${tenancy}`, Hourly, async () => {
      const products = await this.#products(`the price of ${type} (${operation}, ${tenancy}) in ${region}`, {
        regionCode: region,
        instanceType: type,
        operation,
        tenancy,
        capacitystatus: 'Used',
        marketoption: 'OnDemand',
      });
      const verdict = hourlyPrice(products, tenancy);
      if ('usd' in verdict) return verdict.usd;
      this.#warn(verdict.ambiguous);
      return undefined;
    });
  }

  /** Dollars a month of what volumes of a region are billed for. */
  volumes(region: string): Promise<VolumePrices> {
    return this.#kept.get(`volumes ${region}`, Monthly, async () => {
      const families = VOLUME_FAMILIES.map((productFamily) =>
        this.#products(`the prices of volumes (${productFamily}) in ${region}`, { regionCode: region, productFamily }),
      );
      const { prices, ambiguous } = volumePrices((await Promise.all(families)).flat());
      if (ambiguous.length > 0) this.#warn(ambiguous);
      return prices;
    });
  }

  #warn(skus: readonly string[]): void {
    this.#run.log.warn('several prices fit, so none is taken', { skus: skus.join(' ') });
  }

  #products(subject: string, attributes: Readonly<Record<string, string>>): Promise<Product[]> {
    const what = `read ${subject}`;
    const call = { action: 'pricing:GetProducts', what, identity: 'the credentials of this process' };
    return this.#gate.pass(async () => {
      const products: Product[] = [];
      const listing = pages(what, (token) => attempt(call, () => this.#page(attributes, token)));
      for await (const { PriceList } of listing)
        products.push(...listOf(what, PriceList).map((item) => productOf(item, what)));
      return products;
    });
  }

  async #page(attributes: Readonly<Record<string, string>>, token: { readonly NextToken?: string }) {
    const { GetProductsCommand } = await import('@aws-sdk/client-pricing');
    this.#client ??= this.#open();
    const command = new GetProductsCommand({
      ServiceCode: 'AmazonEC2',
      Filters: Object.entries(attributes).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value })),
      MaxResults: PAGE_SIZE,
      ...token,
    });
    return (await this.#client).send(command, this.#session.sending);
  }

  async #open(): Promise<PricingClient> {
    const { PricingClient } = await import('@aws-sdk/client-pricing');
    const region = this.#run.config.cost.pricingRegion ?? pricingRegion(await this.#session.homeRegion());
    return new PricingClient(this.#session.settings(region, this.#session.credentials));
  }
}
