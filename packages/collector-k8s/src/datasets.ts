import { Datasets, type NoData, noData, type RunContext } from '@metta-dd/core';
import type { K8sApi } from './api.js';
import type { K8sConfig } from './config.js';
import { type MeteredPod, type Metering, meter, partialReason } from './rules/metering.js';

const MINUTE = 60;
const USAGE_OFF = noData('usage is switched off: set usage: true');

/** What the collectors of one cluster share. */
export class Cluster extends Datasets<K8sConfig> {
  readonly #api: K8sApi;

  constructor(run: RunContext<K8sConfig>, api: K8sApi) {
    super(run);
    this.#api = api;
  }

  readonly pods = this.once('pods', () => this.#api.pods());
  readonly deployments = this.once('deployments', () => this.#api.deployments());
  readonly nodes = this.once('nodes', () => this.#api.nodes());

  // The largest answer of all waits for the pods, so that both are never held at once.
  readonly #usage = this.once('usage', async () => {
    await settled(this.pods());
    const { items, answeredAt = this.run.startedAt.getTime() / 1000 } = await this.#api.usage();
    return { items, answeredAt };
  });

  /** The running pods by whether they tell their usage; no data where usage is switched off. */
  async metering(): Promise<Metering | NoData> {
    return this.run.config.usage ? this.#metering() : USAGE_OFF;
  }

  /** The pods that tell their usage; no data where too few do. */
  async metered(): Promise<readonly MeteredPod[] | NoData> {
    if (!this.run.config.usage) return USAGE_OFF;
    const metering = await this.#metering();
    const { meteredNodesPct } = this.run.config.thresholds;
    const { answeredAt } = await this.#usage();
    // Without the nodes none is known to be excused; their own metrics say why they are missing.
    const nodes = this.run.config.nodes ? await settled(this.nodes()) : undefined;
    const reason = partialReason(metering, nodes, { answeredAt, meteredNodesPct });
    return reason === undefined ? metering.metered : noData(reason);
  }

  #joined: Promise<Metering> | undefined;

  // No `once`: what fails here is a dataset that has said so itself.
  #metering(): Promise<Metering> {
    this.#joined ??= this.#join();
    return this.#joined;
  }

  async #join(): Promise<Metering> {
    const pods = await this.pods();
    const { items, answeredAt } = await this.#usage();
    return meter(pods, items, { answeredAt, minPodAge: this.run.config.thresholds.minPodAgeMinutes * MINUTE });
  }
}

function settled<T>(pending: Promise<T>): Promise<T | undefined> {
  return pending.catch(() => undefined);
}
