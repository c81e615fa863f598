import type { Random } from '../../github/generate/random.js';
import type { AwsSpotPrice } from '../world.js';
import { priceLevel } from './products.js';
import { TYPES } from './types.js';

const HOUR = 3_600_000;

/** The history of spot prices of a region: several changes of each price, in each zone. */
export function spotPricesOf(region: string, random: Random, now: Date): AwsSpotPrice[] {
  const zones = ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
  return zones.flatMap((zone) =>
    TYPES.flatMap(({ name, usd }) => {
      if (usd === undefined) return [];
      const source = random.fork(`${zone}/${name}`);
      return [500, 90, 7].map((hours) => ({
        zone,
        type: name,
        product: source.chance(0.5) ? 'Linux/UNIX' : 'Linux/UNIX (Amazon VPC)',
        at: new Date(now.getTime() - hours * HOUR),
        usd: (usd * priceLevel(region) * source.between(0.25, 0.6)).toFixed(6),
      }));
    }),
  );
}
