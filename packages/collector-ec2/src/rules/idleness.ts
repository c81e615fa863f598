import { mean } from '@metta-dd/core';
import { countOf, HOUR, type HourlyValues, type Hours, hoursSince, valuesIn } from './hours.js';
import type { Instance } from './instance.js';

export interface IdleRules {
  readonly cpuAvgPct: number;
  readonly networkMB: number;
  readonly gpuAvgPct: number;
  readonly minAgeHours: number;
}

/** `unknown` is what could not be judged, which is not the same as busy. */
export type Judgement = 'idle' | 'busy' | 'unknown';

// Of the hours an instance ran through, so many must be reported.
const ENOUGH = 0.8;
const MEGABYTE = 1_000_000;
const DAY_HOURS = 24;

/** An instance that just started is not idle, whatever it does. */
export function isYoung({ launchedAt }: Instance, startedAt: Date, { minAgeHours }: IdleRules): boolean {
  return launchedAt !== undefined && startedAt.getTime() - launchedAt < minAgeHours * HOUR;
}

/** Idle by a utilization in percent: each hourly average is below the limit. */
export function judgeUtilization(instance: Instance, values: HourlyValues, hours: Hours, limitPct: number): Judgement {
  const reported = reportedValues(instance, values, hours);
  if (reported === undefined) return 'unknown';
  return reported.every((value) => value < limitPct) ? 'idle' : 'busy';
}

/** Idle by traffic: bytes in and out, together, are below the limit, which is per 24 hours. */
export function judgeTraffic(
  instance: Instance,
  directions: readonly HourlyValues[],
  hours: Hours,
  { networkMB }: IdleRules,
): Judgement {
  const reported = directions.map((values) => reportedValues(instance, values, hours));
  let bytes = 0;
  for (const values of reported) {
    if (values === undefined) return 'unknown';
    for (const value of values) bytes += value;
  }
  const share = countOf(hoursSince(instance.launchedAt ?? hours.from, hours)) / DAY_HOURS;
  return bytes < networkMB * MEGABYTE * share ? 'idle' : 'busy';
}

/** The hours that an instance ran through and that are reported; `undefined` where too few are. */
function reportedValues({ launchedAt }: Instance, values: HourlyValues, hours: Hours): readonly number[] | undefined {
  if (launchedAt === undefined) return undefined;
  const ran = hoursSince(launchedAt, hours);
  const reported = valuesIn(ran, values, hours);
  const expected = countOf(ran);
  return expected > 0 && reported.length >= ENOUGH * expected ? reported : undefined;
}

/** The mean of each hour over the GPUs of one instance that report it. */
export function meanOfGpus(gpus: readonly HourlyValues[]): HourlyValues {
  const hours = Math.max(0, ...gpus.map(({ length }) => length));
  return Array.from({ length: hours }, (_, hour) => {
    const reported = gpus.map((values) => values[hour] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    return mean(reported) ?? Number.NaN;
  });
}
