import { Collector, mean, metric, type NoData, noData, quantile, type RunContext } from '@metta-dd/core';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';

const HOUR = 3600;

const needs = ['viewer'];
const level = { present: true, needs } as const;
const RUN_TIME = 'run time of the running tasks, without provisioning and the gaps of recoveries';

/** How long the running tasks have run. */
export class RunTimes extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs) {
    super(run);
    this.#jobs = jobs;
  }

  @metric('skypilot.jobs.runtime_seconds.min', { ...level, unit: 'second', description: `Shortest ${RUN_TIME}.` })
  min() {
    return this.#overAll((seconds) => Math.min(...seconds));
  }

  @metric('skypilot.jobs.runtime_seconds.max', { ...level, unit: 'second', description: `Longest ${RUN_TIME}.` })
  max() {
    return this.#overAll((seconds) => Math.max(...seconds));
  }

  @metric('skypilot.jobs.runtime_seconds.avg', { ...level, unit: 'second', description: `Mean ${RUN_TIME}.` })
  avg() {
    return this.#overAll(mean);
  }

  @metric('skypilot.jobs.runtime_seconds.p50', { ...level, unit: 'second', description: `Median ${RUN_TIME}.` })
  p50() {
    return this.#overAll((seconds) => quantile(seconds, 0.5));
  }

  @metric('skypilot.jobs.runtime_seconds.p90', {
    ...level,
    unit: 'second',
    description: `90th percentile of the ${RUN_TIME}.`,
  })
  p90() {
    return this.#overAll((seconds) => quantile(seconds, 0.9));
  }

  @metric('skypilot.jobs.runtime_seconds.p99', {
    ...level,
    unit: 'second',
    description: `99th percentile of the ${RUN_TIME}.`,
  })
  p99() {
    return this.#overAll((seconds) => quantile(seconds, 0.99));
  }

  @metric('skypilot.jobs.runtime_buckets.0_1h', {
    ...level,
    unit: 'job',
    description: 'Running tasks that have run for less than an hour.',
  })
  upToAnHour() {
    return this.#between(Number.NEGATIVE_INFINITY, HOUR);
  }

  @metric('skypilot.jobs.runtime_buckets.1_4h', {
    ...level,
    unit: 'job',
    description: 'Running tasks that have run for one hour up to four.',
  })
  upToFourHours() {
    return this.#between(HOUR, 4 * HOUR);
  }

  @metric('skypilot.jobs.runtime_buckets.4_24h', {
    ...level,
    unit: 'job',
    description: 'Running tasks that have run for four hours up to a day.',
  })
  upToADay() {
    return this.#between(4 * HOUR, 24 * HOUR);
  }

  @metric('skypilot.jobs.runtime_buckets.over_24h', {
    ...level,
    unit: 'job',
    description: 'Running tasks that have run for a day or longer.',
  })
  overADay() {
    return this.#between(24 * HOUR, Number.POSITIVE_INFINITY);
  }

  async #overAll<T>(of: (seconds: readonly number[]) => T) {
    const times = await this.#times();
    if ('noData' in times) return times;
    return times.seconds.length === 0 ? noData('no task is running') : of(times.seconds);
  }

  async #between(from: number, to: number) {
    const times = await this.#times();
    if ('noData' in times) return times;
    return times.seconds.filter((seconds) => seconds >= from && seconds < to).length;
  }

  async #times(): Promise<{ readonly seconds: readonly number[] } | NoData> {
    const started = (await this.#jobs.running()).filter(({ startAt }) => startAt !== undefined);
    const seconds = started.flatMap(({ ranSeconds }) => ranSeconds ?? []);
    const untold = started.length - seconds.length;
    return untold === 0 ? { seconds } : noData(`the server does not tell how long ${untold} of the tasks have run`);
  }
}
