import type { Random } from '../../github/generate/random.js';
import type { AwsInstance, AwsSnapshot, AwsVolume } from '../world.js';

const DAY = 86_400_000;
const GP3 = { iops: 3000, throughput: 125 };
const OTHER_ACCOUNT = '679593333241';

type Provisioned = Pick<AwsVolume, 'type' | 'sizeGiB' | 'iops' | 'throughput'>;

const KINDS: readonly Provisioned[] = [
  { type: 'gp3', sizeGiB: 500, ...GP3 },
  { type: 'gp3', sizeGiB: 1000, iops: 6000, throughput: 500 },
  { type: 'gp2', sizeGiB: 200, iops: 600 },
  { type: 'io1', sizeGiB: 300, iops: 3000 },
  { type: 'io2', sizeGiB: 400, iops: 40_000 },
  { type: 'st1', sizeGiB: 2000 },
];

/** A root volume for each instance that is left, more for some, and some that nothing uses. */
export function volumesOf(instances: readonly AwsInstance[], random: Random, now: Date): AwsVolume[] {
  const kept = instances.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
  return kept.flatMap((instance, index) => {
    const source = random.fork(index);
    const made = { createdAt: instance.createdAt, zone: instance.zone };
    const held = { state: 'in-use', attachments: [{ instanceId: instance.id, state: 'attached' }] };
    const id = () => `vol-0${source.sha().slice(0, 16)}`;
    const root: AwsVolume = { id: id(), type: 'gp3', sizeGiB: 100, ...GP3, ...made, ...held };
    const data = source.chance(0.3) ? [{ id: id(), ...source.pick(KINDS), ...made, ...held }] : [];
    const left = source.chance(0.15)
      ? [{ id: id(), ...source.pick(KINDS), ...made, state: stateOf(source), attachments: [] }]
      : [];
    return [root, ...data, ...left].map((volume) => ({
      ...volume,
      createdAt: new Date(Math.min(volume.createdAt.getTime(), now.getTime() - DAY)),
      ...(instance.managedBy !== undefined && { managedBy: instance.managedBy }),
    }));
  });
}

function stateOf(random: Random): string {
  return random.chance(0.9) ? 'available' : random.pick(['creating', 'deleting', 'error']);
}

/** Snapshots of volumes, and one that another account made public. */
export function snapshotsOf(volumes: readonly AwsVolume[], ownerId: string, random: Random, now: Date): AwsSnapshot[] {
  const own = volumes.flatMap((volume, index) => {
    const source = random.fork(index);
    return Array.from({ length: source.whole(0, 2) }, () => ({
      id: `snap-0${source.sha().slice(0, 16)}`,
      ownerId,
      volumeId: volume.id,
      volumeGiB: volume.sizeGiB,
      state: source.chance(0.95) ? 'completed' : source.pick(['pending', 'error']),
      startedAt: new Date(now.getTime() - source.between(0, 400) * DAY),
    }));
  });
  const shared: AwsSnapshot = {
    id: 'snap-00000000000000001',
    ownerId: OTHER_ACCOUNT,
    volumeId: 'vol-ffffffff',
    volumeGiB: 30,
    state: 'completed',
    startedAt: new Date(now.getTime() - 900 * DAY),
  };
  return [...own, shared];
}
