import type { JsonObject } from './values.js';

/** What the rules read of a run. */
export interface Run {
  /** What W&B calls the name: unique within the project. */
  readonly id: string;
  readonly displayName: string;
  readonly state: string;
  readonly createdAt: Date;
  /** Absent for a run that never gave a sign of life; of a run that ended this is its end. */
  readonly heartbeatAt: Date | undefined;
  readonly tags: readonly string[];
  readonly group: string;
  readonly jobType: string;
  readonly isInSweep: boolean;
  /** Finite numbers of the summary by configured key. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Seconds of run time by its own account. */
  readonly runtimeSeconds: number | undefined;
  /** What was asked for of its configuration. */
  readonly config: JsonObject;
  readonly gpuModel: string | undefined;
  /** GPUs of the machine that logs; of a run on several machines not all. */
  readonly gpuCount: number | undefined;
  /** Last sample of each GPU, in percent. */
  readonly gpuUtilization: readonly number[];
}

const HOUR = 3_600_000;

/** The number under the first of the keys that has one. */
export function firstNumber({ numbers }: Pick<Run, 'numbers'>, keys: readonly string[]): number | undefined {
  const key = keys.find((one) => numbers.has(one));
  return key === undefined ? undefined : numbers.get(key);
}

/** Hours of a run that ended; `undefined` where nothing tells them. */
export function hoursOf({ runtimeSeconds, createdAt, heartbeatAt }: Run): number | undefined {
  if (runtimeSeconds !== undefined) return runtimeSeconds / 3600;
  const lived = heartbeatAt === undefined ? Number.NaN : heartbeatAt.getTime() - createdAt.getTime();
  return lived >= 0 ? lived / HOUR : undefined;
}
