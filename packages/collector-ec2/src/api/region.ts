import { EC2Client } from '@aws-sdk/client-ec2';
import type { InstanceProduct } from '../rules/price-list.js';
import type { Account } from './accounts.js';
import { CloudWatch } from './cloud-watch.js';
import { readInstanceTypes } from './instance-types.js';
import { readInstances } from './instances.js';
import type { PriceList } from './price-list.js';
import { RegionCaller } from './region-caller.js';
import type { Session } from './session.js';
import { readSnapshots } from './snapshots.js';
import { readSpotPrices } from './spot-price-history.js';
import { readVolumes } from './volumes.js';

/** All that can be asked of one region of one account. */
export class Region {
  readonly cloudWatch: CloudWatch;
  readonly #caller: RegionCaller;
  readonly #client: EC2Client;
  readonly #prices: PriceList;
  readonly #managed: { readonly includeManaged: boolean };

  constructor(
    session: Session,
    account: Account,
    region: string,
    { prices, includeManaged }: { readonly prices: PriceList; readonly includeManaged: boolean },
  ) {
    this.#caller = new RegionCaller(session, account, region);
    this.#client = new EC2Client(this.#caller.settings);
    this.cloudWatch = new CloudWatch(this.#caller);
    this.#prices = prices;
    this.#managed = { includeManaged };
  }

  /** What tells this region from all others of a run. */
  get key(): string {
    return `${this.#caller.account.id} ${this.#caller.region}`;
  }

  instances() {
    return readInstances(this.#caller, this.#client, this.#managed);
  }

  types(names: readonly string[]) {
    return readInstanceTypes(this.#caller, this.#client, names);
  }

  volumes() {
    return readVolumes(this.#caller, this.#client, this.#managed);
  }

  snapshots() {
    return readSnapshots(this.#caller, this.#client);
  }

  spotPrices(asked: { readonly types: readonly string[]; readonly products: readonly string[]; readonly at: Date }) {
    return readSpotPrices(this.#caller, this.#client, asked);
  }

  /** Dollars an hour on demand. */
  listPrice(product: Omit<InstanceProduct, 'region'>) {
    return this.#prices.hourly({ ...product, region: this.#caller.region });
  }

  volumePrices() {
    return this.#prices.volumes(this.#caller.region);
  }
}
