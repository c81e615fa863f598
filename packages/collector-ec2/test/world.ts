import type { AwsInstance, AwsRegion, AwsSnapshot, AwsVolume, AwsWorld } from '@metta-dd/sandbox';
import { generateAwsWorld } from '@metta-dd/sandbox';

export const AT = new Date('2025-10-23T18:36:00Z');
export const ACCOUNT = '751442549699';
export const OTHER_ACCOUNT = '318903465772';
export const ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/metta-dd-reader`;
export const KEY = 'AKIATESTTESTTESTTEST';

const HOUR = 3_600_000;

export const hoursAgo = (hours: number) => new Date(AT.getTime() - hours * HOUR);

export function instance(over: Partial<AwsInstance> = {}): AwsInstance {
  return {
    id: 'i-00000000000000001',
    type: 'm5.large',
    state: 'running',
    launchedAt: hoursAgo(240),
    createdAt: hoursAgo(480),
    zone: 'us-east-1a',
    tenancy: 'default',
    platformDetails: 'Linux/UNIX',
    usageOperation: 'RunInstances',
    cores: 1,
    threadsPerCore: 2,
    tags: {},
    ...over,
  };
}

/** Instances with ids of their own. */
export function instances(...all: readonly Partial<AwsInstance>[]): AwsInstance[] {
  return all.map((over, index) => instance({ id: `i-${String(index + 1).padStart(17, '0')}`, ...over }));
}

export function volumes(...all: readonly Partial<AwsVolume>[]): AwsVolume[] {
  return all.map((over, index) => ({
    id: `vol-${String(index + 1).padStart(17, '0')}`,
    type: 'gp2',
    state: 'in-use',
    sizeGiB: 100,
    createdAt: hoursAgo(240),
    zone: 'us-east-1a',
    attachments: over.state === undefined ? [{ instanceId: 'i-00000000000000001', state: 'attached' }] : [],
    ...over,
  }));
}

export function snapshots(...all: readonly Partial<AwsSnapshot>[]): AwsSnapshot[] {
  return all.map((over, index) => ({
    id: `snap-${String(index + 1).padStart(17, '0')}`,
    ownerId: ACCOUNT,
    volumeId: 'vol-00000000000000001',
    volumeGiB: 100,
    state: 'completed',
    startedAt: hoursAgo(240),
    ...over,
  }));
}

/** One account with what its region us-east-1 has; types and prices are the sandbox's. */
export function world(over: Partial<AwsRegion> = {}): AwsWorld {
  return accounts({ [ACCOUNT]: { 'us-east-1': over } });
}

export function accounts(all: Readonly<Record<string, Readonly<Record<string, Partial<AwsRegion>>>>>): AwsWorld {
  const counts = Object.fromEntries(
    Object.entries(all).map(([id, regions]) => [id, Object.fromEntries(Object.keys(regions).map((name) => [name, 0]))]),
  );
  const generated = generateAwsWorld({ at: AT, seed: 1, accounts: counts });
  return {
    ...generated,
    accounts: generated.accounts.map((account) => ({
      ...account,
      regions: account.regions.map((region) => ({
        ...region,
        snapshots: [],
        spotPrices: [],
        ...all[account.id]?.[region.name],
      })),
    })),
  };
}

/** A metric of each hour since forever with the same value, or as `value` says of the hours ago. */
export function metric(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  value: number | ((hoursBack: number) => number | undefined),
) {
  const lastHour = Math.floor(AT.getTime() / HOUR) * HOUR - HOUR;
  return {
    namespace,
    name,
    dimensions,
    hour: (begin: Date) => (typeof value === 'number' ? value : value((lastHour - begin.getTime()) / HOUR)),
  };
}

export const cpu = (InstanceId: string, value: Parameters<typeof metric>[3]) =>
  metric('AWS/EC2', 'CPUUtilization', { InstanceId }, value);

export const traffic = (InstanceId: string, bytesAnHour: number) =>
  ['NetworkIn', 'NetworkOut'].map((name) => metric('AWS/EC2', name, { InstanceId }, bytesAnHour));

export const gpu = (InstanceId: string, index: string, value: Parameters<typeof metric>[3]) =>
  metric('CWAgent', 'nvidia_smi_utilization_gpu', { InstanceId, index, name: 'NVIDIA A10G' }, value);
