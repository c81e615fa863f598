/** What the rules read of a volume. */
export interface Volume {
  readonly id: string;
  readonly type: string;
  readonly state: VolumeState;
  readonly attached: boolean;
  readonly sizeGiB: number;
  readonly iops?: number;
  /** MiB/s */
  readonly throughput?: number;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
export const VOLUME_STATES = ['creating', 'available', 'in-use', 'deleting', 'deleted', 'error'] as const;
export type VolumeState = (typeof VOLUME_STATES)[number];

/** What is paid for of the volumes of one type. */
export interface VolumeUse {
  readonly volumes: number;
  readonly sizeGiB: number;
  /** Paid IOPS by tier of price, the first one first. */
  readonly iops: readonly number[];
  /** Paid throughput, MiB/s. */
  readonly throughput: number;
  /** Volumes that do not say what they are provisioned with. */
  readonly unclear: number;
}

/** All volumes of a region that are not being deleted. */
export interface VolumeSummary {
  readonly total: number;
  readonly attached: number;
  readonly unattached: number;
  readonly sizeGiB: number;
  readonly uses: ReadonlyMap<string, VolumeUse>;
}

// https://aws.amazon.com/ebs/pricing/: what gp3 includes, and where the tiers of io2 begin.
const GP3_IOPS = 3000;
const GP3_THROUGHPUT = 125;
const IO2_TIERS = [32_000, 64_000];

const UNUSED: VolumeUse = { volumes: 0, sizeGiB: 0, iops: [], throughput: 0, unclear: 0 };

/** Adds volumes up, page by page, so that none is kept. */
export class VolumeCount implements VolumeSummary {
  total = 0;
  attached = 0;
  unattached = 0;
  sizeGiB = 0;
  readonly uses = new Map<string, VolumeUse>();

  add(volume: Volume): void {
    if (volume.state === 'deleting' || volume.state === 'deleted') return;
    this.total += 1;
    if (volume.attached) this.attached += 1;
    if (volume.state === 'available') this.unattached += 1;
    this.sizeGiB += volume.sizeGiB;
    this.uses.set(volume.type, sum(this.uses.get(volume.type) ?? UNUSED, volume));
  }
}

function sum(use: VolumeUse, volume: Volume): VolumeUse {
  const paid = paidOf(volume);
  const tiers = Math.max(use.iops.length, paid?.iops.length ?? 0);
  return {
    volumes: use.volumes + 1,
    sizeGiB: use.sizeGiB + volume.sizeGiB,
    iops: Array.from({ length: tiers }, (_, tier) => (use.iops[tier] ?? 0) + (paid?.iops[tier] ?? 0)),
    throughput: use.throughput + (paid?.throughput ?? 0),
    unclear: use.unclear + (paid === undefined ? 1 : 0),
  };
}

/** What a volume is billed for beside its size; `undefined` where it does not say what it has. */
function paidOf({ type, iops, throughput }: Volume): Pick<VolumeUse, 'iops' | 'throughput'> | undefined {
  switch (type) {
    case 'gp3':
      if (iops === undefined || throughput === undefined) return undefined;
      return { iops: [Math.max(0, iops - GP3_IOPS)], throughput: Math.max(0, throughput - GP3_THROUGHPUT) };
    case 'io1':
      return iops === undefined ? undefined : { iops: [iops], throughput: 0 };
    case 'io2':
      return iops === undefined ? undefined : { iops: inTiers(iops, IO2_TIERS), throughput: 0 };
    default:
      return { iops: [], throughput: 0 };
  }
}

function inTiers(amount: number, ends: readonly number[]): number[] {
  return [...ends, Number.POSITIVE_INFINITY].map((end, tier) =>
    Math.max(0, Math.min(amount, end) - (ends[tier - 1] ?? 0)),
  );
}
