import type { Random } from '../../github/generate/random.js';
import type { AwsInstance, AwsMetric } from '../world.js';
import { TYPES } from './types.js';

const HOUR = 3_600_000;
const MEGABYTE = 1_000_000;

/** What an instance does all day, or that nobody is told. */
export type Habit = 'busy' | 'idle' | 'silent';

const CPU_PERCENT = { busy: [20, 90], idle: [0.2, 3] } as const;
const GPU_PERCENT = { busy: [40, 99], idle: [0, 2] } as const;
const NETWORK_BYTES = { busy: [5 * MEGABYTE, 900 * MEGABYTE], idle: [1000, 60_000] } as const;

/** What CloudWatch has of a running instance. */
export function metricsOf(instance: AwsInstance, random: Random, now: Date): AwsMetric[] {
  if (instance.state !== 'running') return [];
  const habit: Habit = random.chance(0.08) ? 'silent' : random.chance(0.3) ? 'idle' : 'busy';
  if (habit === 'silent') return [];
  const from = Math.floor(instance.launchedAt.getTime() / HOUR) * HOUR;
  const metric = (
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    [least, most]: readonly [number, number],
  ): AwsMetric => {
    const source = random.fork(`${name}/${Object.values(dimensions).join('/')}`);
    return {
      namespace,
      name,
      dimensions,
      hour: (begin) => {
        if (begin.getTime() < from || begin.getTime() > now.getTime()) return undefined;
        return source.fork(begin.getTime()).between(least, most);
      },
    };
  };
  const own = { InstanceId: instance.id };
  return [
    metric('AWS/EC2', 'CPUUtilization', own, CPU_PERCENT[habit]),
    metric('AWS/EC2', 'NetworkIn', own, NETWORK_BYTES[habit]),
    metric('AWS/EC2', 'NetworkOut', own, NETWORK_BYTES[habit]),
    ...gpuIndexes(instance, random).map((index) =>
      metric('CWAgent', 'nvidia_smi_utilization_gpu', { ...own, index, name: 'GPU' }, GPU_PERCENT[habit]),
    ),
  ];
}

/** The agent runs on most GPU instances, not on all. */
function gpuIndexes({ type }: AwsInstance, random: Random): string[] {
  const gpus = TYPES.find(({ name }) => name === type)?.gpus ?? [];
  if (gpus.length === 0 || random.chance(0.25)) return [];
  return gpus.flatMap(({ logicalCount }) => Array.from({ length: logicalCount }, (_, index) => String(index)));
}
