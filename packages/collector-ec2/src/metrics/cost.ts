import { Collector, metric, type NoData, noData } from '@metta-dd/core';
import type { Ec2Run } from '../api/session.js';
import type { Ec2Config } from '../config.js';
import type { RegionDatasets } from '../datasets.js';
import { billedAtListPrice, hourlyCost, listProduct, type PriceOf, spotSavings } from '../rules/hourly-cost.js';
import { type Instance, isSpot } from '../rules/instance.js';
import { spotProduct } from '../rules/spot-prices.js';
import { volumeCost } from '../rules/volume-cost.js';

const SWITCHED_OFF = noData('prices are not read: cost.enabled is false');
const HOURS_A_MONTH = 730;
const compute = ['ec2:DescribeRegions', 'ec2:DescribeInstances', 'ec2:DescribeSpotPriceHistory', 'pricing:GetProducts'];

/** Estimates at list prices: no savings plans, reservations, credits or taxes. */
export class Cost extends Collector<Ec2Config> {
  readonly #datasets: RegionDatasets;

  constructor(run: Ec2Run, datasets: RegionDatasets) {
    super(run);
    this.#datasets = datasets;
  }

  @metric('ec2.cost.running_hourly_estimate', {
    unit: 'dollar/hour',
    description:
      'What the running instances cost at the spot price of their zone, or at the on-demand list price; compute only.',
    needs: compute,
    present: true,
  })
  async hourly() {
    if (!this.run.config.cost.enabled) return SWITCHED_OFF;
    return this.#hourly();
  }

  @metric('ec2.cost.monthly_estimate', {
    unit: 'dollar',
    description: 'The hourly estimate for 730 hours, and a month of the volumes as they are provisioned.',
    needs: [...compute, 'ec2:DescribeVolumes'],
    present: true,
  })
  async monthly() {
    const { cost, ebs } = this.run.config;
    if (!cost.enabled) return SWITCHED_OFF;
    if (!ebs) return noData('volumes are not read: ebs is false');
    const hourly = await this.#hourly();
    if (typeof hourly !== 'number') return hourly;
    const volumes = await this.#volumes();
    return typeof volumes === 'number' ? hourly * HOURS_A_MONTH + volumes : volumes;
  }

  @metric('ec2.cost.spot_savings_pct', {
    unit: 'percent',
    description: 'What the running spot instances cost less than at the on-demand list price of the same types.',
    needs: compute,
    present: true,
  })
  async savings() {
    if (!this.run.config.cost.enabled) return SWITCHED_OFF;
    const instances = (await this.#datasets.running()).filter(isSpot);
    if (instances.length === 0) return noData('no spot instance is running');
    const prices = { spot: await this.#spotPrices(), list: await this.#listPricesOfSpot() };
    return spotSavings(instances, prices) ?? noData('no running spot instance has both prices');
  }

  @metric('ec2.cost.unpriced_instances', {
    unit: 'instance',
    description: 'Running instances that the estimates leave out, since they have no price by the hour.',
    needs: compute,
    present: true,
  })
  async unpriced() {
    if (!this.run.config.cost.enabled) return SWITCHED_OFF;
    return (await this.#priced()).unpriced;
  }

  async #hourly(): Promise<number | NoData> {
    const { usd, unpriced } = await this.#priced();
    const running = (await this.#datasets.running()).length;
    return unpriced > 0 && unpriced === running ? noData(`none of ${running} running instances has a price`) : usd;
  }

  async #priced() {
    const running = await this.#datasets.running();
    const spot = running.some(isSpot) ? await this.#spotPrices() : noPrice;
    const list = billedAtListPrice(running).length > 0 ? await this.#listPrices() : noPrice;
    return hourlyCost(running, { spot, list });
  }

  async #volumes(): Promise<number | NoData> {
    const { uses } = await this.#datasets.volumes();
    if (uses.size === 0) return 0;
    const cost = volumeCost(uses, await this.#volumePrices());
    return 'usd' in cost ? cost.usd : noData(`volume types without a price: ${cost.missing.join(', ')}`);
  }

  readonly #spotPrices = this.once('spot prices', async (): Promise<PriceOf> => {
    const instances = (await this.#datasets.running()).filter(isSpot);
    const products = new Set(instances.flatMap((instance) => spotProduct(instance) ?? []));
    if (products.size === 0) return noPrice;
    const prices = await this.#datasets.region.spotPrices({
      types: [...new Set(instances.map(({ type }) => type))].toSorted(),
      products: [...products].toSorted(),
      at: this.run.startedAt,
    });
    return (instance) => prices.of(instance);
  });

  readonly #listPrices = this.once('list prices', async () =>
    this.#listPricesOf(billedAtListPrice(await this.#datasets.running())),
  );

  readonly #listPricesOfSpot = this.once('list prices of spot instances', async () =>
    this.#listPricesOf((await this.#datasets.running()).filter(isSpot)),
  );

  readonly #volumePrices = this.once('prices of volumes', () => this.#datasets.region.volumePrices());

  async #listPricesOf(instances: readonly Instance[]): Promise<PriceOf> {
    const products = new Map(
      instances.flatMap((one) => {
        const product = listProduct(one);
        return product === undefined ? [] : [[keyOf(one), product] as const];
      }),
    );
    const prices = [...products].map(
      async ([key, product]) => [key, await this.#datasets.region.listPrice(product)] as const,
    );
    const known = new Map(await Promise.all(prices));
    return (instance) => known.get(keyOf(instance));
  }
}

const noPrice: PriceOf = () => undefined;
const keyOf = ({ type, usageOperation, tenancy }: Instance) => `${type} ${usageOperation} ${tenancy}`;
