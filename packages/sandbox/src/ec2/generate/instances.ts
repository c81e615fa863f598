import type { Random } from '../../github/generate/random.js';
import type { AwsInstance } from '../world.js';
import { type PricedType, TYPES } from './types.js';

const DAY = 86_400_000;
const TEAMS = ['research', 'platform', 'product'];
const WEIGHT = TYPES.reduce((sum, { weight }) => sum + weight, 0);

/** Instances of a region in all states and lifecycles. */
export function instancesOf(region: string, count: number, random: Random, now: Date): AwsInstance[] {
  return Array.from({ length: count }, (_, index) => instanceOf(region, random.fork(index), now));
}

function instanceOf(region: string, random: Random, now: Date): AwsInstance {
  const type = typeOf(random);
  const lifecycle = lifecycleOf(type, random);
  const state = stateOf(lifecycle, random);
  const launched = now.getTime() - Math.min(random.longTailed(6, 1.4), 700) * DAY;
  const isWindows = lifecycle === undefined && random.chance(0.05);
  const isManaged = random.chance(0.03);
  return {
    id: `i-0${random.sha().slice(0, 16)}`,
    type: type.name,
    state,
    ...(lifecycle !== undefined && { lifecycle }),
    launchedAt: new Date(launched),
    createdAt: new Date(launched - (random.chance(0.2) ? random.between(1, 90) * DAY : 0)),
    zone: `${region}${random.pick(['a', 'b', 'c'])}`,
    tenancy: random.chance(0.02) ? 'dedicated' : 'default',
    platformDetails: isWindows ? 'Windows' : 'Linux/UNIX',
    usageOperation: isWindows ? 'RunInstances:0002' : 'RunInstances',
    cores: Math.max(1, type.vcpus / 2),
    threadsPerCore: random.chance(0.04) ? 1 : 2,
    ...(isManaged && { managedBy: 'eks.amazonaws.com' }),
    tags: { Name: `${type.name}-${random.whole(1, 99)}`, team: random.pick(TEAMS) },
  };
}

function typeOf(random: Random): PricedType {
  let left = random.between(0, WEIGHT);
  for (const type of TYPES) {
    left -= type.weight;
    if (left < 0) return type;
  }
  return random.pick(TYPES);
}

function lifecycleOf({ name }: PricedType, random: Random): string | undefined {
  if (name.startsWith('p5.')) return 'capacity-block';
  return random.chance(0.3) ? 'spot' : undefined;
}

function stateOf(lifecycle: string | undefined, random: Random): string {
  const share = random.next();
  if (share < 0.72) return 'running';
  if (share < 0.8) return 'terminated';
  if (share < 0.82) return random.pick(['pending', 'shutting-down', 'stopping']);
  return lifecycle === undefined ? 'stopped' : 'running';
}
