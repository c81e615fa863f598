import type { AwsGpu, AwsInstanceType } from '../world.js';

/** A type with its Linux price on demand in us-east-1; `undefined` where it is sold by capacity block only. */
export interface PricedType extends AwsInstanceType {
  readonly usd: number | undefined;
  /** Of a thousand instances, how many are of it. */
  readonly weight: number;
}

const nvidia = (name: string, count: number, memoryMiB: number, partition = 1): readonly AwsGpu[] => [
  {
    name,
    manufacturer: 'NVIDIA',
    count: partition < 1 ? 0 : count,
    logicalCount: count,
    partitionSize: partition,
    memoryMiB,
  },
];

/** Sizes and prices as AWS publishes them: https://aws.amazon.com/ec2/instance-types/ and /ec2/pricing/on-demand/ */
export const TYPES: readonly PricedType[] = [
  { name: 't3.micro', vcpus: 2, memoryMiB: 1024, usd: 0.0104, weight: 160 },
  { name: 't3.large', vcpus: 2, memoryMiB: 8192, usd: 0.0832, weight: 140 },
  { name: 'm5.large', vcpus: 2, memoryMiB: 8192, usd: 0.096, weight: 180 },
  { name: 'm5.4xlarge', vcpus: 16, memoryMiB: 65_536, usd: 0.768, weight: 90 },
  { name: 'c5.4xlarge', vcpus: 16, memoryMiB: 32_768, usd: 0.68, weight: 90 },
  { name: 'r5.2xlarge', vcpus: 8, memoryMiB: 65_536, usd: 0.504, weight: 60 },
  { name: 'g4dn.xlarge', vcpus: 4, memoryMiB: 16_384, gpus: nvidia('T4', 1, 16_384), usd: 0.526, weight: 60 },
  { name: 'g5.xlarge', vcpus: 4, memoryMiB: 16_384, gpus: nvidia('A10G', 1, 24_576), usd: 1.006, weight: 80 },
  { name: 'g5.12xlarge', vcpus: 48, memoryMiB: 196_608, gpus: nvidia('A10G', 4, 24_576), usd: 5.672, weight: 30 },
  { name: 'g6f.large', vcpus: 2, memoryMiB: 8192, gpus: nvidia('L4', 1, 2861, 0.125), usd: 0.202, weight: 30 },
  { name: 'p4d.24xlarge', vcpus: 96, memoryMiB: 1_179_648, gpus: nvidia('A100', 8, 40_960), usd: 21.9576, weight: 20 },
  { name: 'p5.48xlarge', vcpus: 192, memoryMiB: 2_097_152, gpus: nvidia('H100', 8, 81_920), usd: 55.04, weight: 10 },
  {
    name: 'inf2.xlarge',
    vcpus: 4,
    memoryMiB: 16_384,
    neurons: [{ name: 'Inferentia2', count: 1, cores: 2 }],
    usd: 0.7582,
    weight: 30,
  },
  {
    name: 'f2.6xlarge',
    vcpus: 24,
    memoryMiB: 262_144,
    fpgas: [{ name: 'Virtex UltraScale+', count: 1 }],
    usd: 1.98,
    weight: 20,
  },
];
