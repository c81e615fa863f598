import { Random } from '../../github/generate/random.js';
import type { AwsAccount, AwsRegion, AwsWorld } from '../world.js';
import { instancesOf } from './instances.js';
import { metricsOf } from './metrics.js';
import { productsOf } from './products.js';
import { spotPricesOf } from './spot-prices.js';
import { TYPES } from './types.js';
import { snapshotsOf, volumesOf } from './volumes.js';

/** How much AWS there is. */
export interface AwsWorldOptions {
  readonly at: Date;
  readonly seed: number;
  /** Instances of all states in each region that is switched on, by account id; the first account is the callers'. */
  readonly accounts?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The role that the first account may assume in each of the others. */
export const ROLE_NAME = 'metta-dd-reader';
export const EXTERNAL_ID = 'metta-dd-sandbox';

const ACCOUNTS = {
  '751442549699': { 'us-east-1': 40, 'us-west-2': 24, 'eu-central-1': 9, 'sa-east-1': 0 },
  '318903465772': { 'us-east-1': 14, 'us-west-2': 6 },
};
const SWITCHED_OFF = 'ap-east-1';

/** Accounts with instances, volumes, prices and a past; the same seed gives the same world. */
export function generateAwsWorld({ at, seed, accounts = ACCOUNTS }: AwsWorldOptions): AwsWorld {
  const random = new Random(`aws/${seed}`);
  const regions = new Set(Object.values(accounts).flatMap((counts) => Object.keys(counts)));
  return {
    accounts: Object.entries(accounts).map(([id, counts], index) =>
      accountOf(id, counts, { isHome: index === 0, random: random.fork(id), at }),
    ),
    types: TYPES,
    products: [...regions].toSorted().flatMap(productsOf),
    secrets: {},
  };
}

function accountOf(
  id: string,
  counts: Readonly<Record<string, number>>,
  { isHome, random, at }: { readonly isHome: boolean; readonly random: Random; readonly at: Date },
): AwsAccount {
  return {
    id,
    roles: isHome ? [] : [{ name: ROLE_NAME, externalId: EXTERNAL_ID }],
    regions: [
      ...Object.entries(counts).map(([name, count]) => regionOf(name, count, { id, random: random.fork(name), at })),
      { ...EMPTY, name: SWITCHED_OFF, optInStatus: 'not-opted-in' },
    ],
  };
}

const EMPTY = { instances: [], volumes: [], snapshots: [], spotPrices: [], metrics: [] } as const;

function regionOf(
  name: string,
  count: number,
  { id, random, at }: { readonly id: string; readonly random: Random; readonly at: Date },
): AwsRegion {
  const instances = instancesOf(name, count, random.fork('instances'), at);
  const volumes = volumesOf(instances, random.fork('volumes'), at);
  return {
    name,
    optInStatus: 'opt-in-not-required',
    instances,
    volumes,
    snapshots: snapshotsOf(volumes, id, random.fork('snapshots'), at),
    spotPrices: spotPricesOf(name, random.fork('spot prices'), at),
    metrics: instances.flatMap((instance) => metricsOf(instance, random.fork(instance.id), at)),
  };
}
