/** What AWS says of an instance type. */
export interface TypeFacts {
  readonly vcpus: number;
  /** GPUs; types with a part of one have a fraction. */
  readonly gpus: number;
  /** Has a GPU, or any other accelerator. */
  readonly accelerated: boolean;
}

/** One kind of GPU of a type, as the API gives it. */
export interface GpuDevice {
  readonly count?: number | undefined;
  readonly logicalCount?: number | undefined;
  readonly partitionSize?: number | undefined;
}

/** GPUs of a type; `undefined` where a device does not say how many it is. */
export function gpusOf(devices: readonly GpuDevice[]): number | undefined {
  return devices.reduce<number | undefined>((sum, { count, logicalCount, partitionSize }) => {
    // g6f and gr6f have Count 0 and a partition of one GPU.
    const gpus = logicalCount !== undefined && partitionSize !== undefined ? logicalCount * partitionSize : count;
    return sum === undefined || gpus === undefined ? undefined : sum + gpus;
  }, 0);
}
