import { Collector, metric, noData, type RunContext } from '@metta-dd/core';
import type { Costing } from '../api/clusters.js';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';
import { PRICE_SOURCES, type Price, priceOf } from '../rules/prices.js';

const needs = ['viewer'];

/** What is being spent. */
export class BurnRate extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs) {
    super(run);
    this.#jobs = jobs;
  }

  @metric('skypilot.cost.hourly_estimate', {
    unit: 'dollar/hour',
    description:
      'What the clusters that are up cost in an hour, by source of the price (cost_report: list prices as the server knows them; configured). Clusters without a price are left out and named in a warning.',
    present: true,
    needs,
  })
  async hourly() {
    const { enabled, gpuHourlyUsd } = this.run.config.cost;
    if (!enabled) return noData('costs are switched off: set cost.enabled');
    const live = (await this.#jobs.costs()).filter(({ status }) => status === 'UP');
    const prices = live.flatMap((cluster) => priceOf(cluster, gpusIn(cluster), gpuHourlyUsd) ?? []);
    const unpriced = live.length - prices.length;
    if (unpriced > 0 && prices.length === 0) return noData(`none of the ${unpriced} clusters that are up has a price`);
    if (unpriced > 0) this.run.log.warn('clusters without a price are left out of the cost estimate', { unpriced });
    return PRICE_SOURCES.map((source) => ({ value: total(prices, source), tags: { price_source: source } }));
  }
}

function gpusIn({ accelerators, nodes }: Costing): ReadonlyMap<string, number> | undefined {
  return nodes === undefined ? undefined : new Map([...accelerators].map(([name, count]) => [name, count * nodes]));
}

function total(prices: readonly Price[], wanted: Price['source']): number {
  return prices.reduce((sum, { dollarsPerHour, source }) => sum + (source === wanted ? dollarsPerHour : 0), 0);
}
