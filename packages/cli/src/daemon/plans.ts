import type { Configuration } from '../config/load.js';
import { type Schedule, scheduleOf } from '../config/schedule.js';
import type { Plan } from './scheduler.js';

/** Collectors of one schedule run together: their readings are of one moment, and one delivery takes them all. */
export function plansOf(configuration: Configuration): Plan[] {
  return [...new Map(schedules(configuration).map(({ schedule }) => [keyOf(schedule), schedule]))].map(
    ([key, schedule]) => ({ key, ...schedule }),
  );
}

/** The part of a configuration that a plan runs. */
export function partOf(configuration: Configuration, { key }: Plan): Configuration {
  const names = new Set(
    schedules(configuration).flatMap(({ name, schedule }) => (keyOf(schedule) === key ? [name] : [])),
  );
  return {
    ...configuration,
    instances: configuration.instances.filter(({ name }) => names.has(name)),
    broken: configuration.broken.filter(({ name }) => names.has(name)),
  };
}

interface Scheduled {
  readonly name: string;
  readonly schedule: Schedule;
}

// What cannot be loaded has no schedule that could be read, and fails at the slots of the others.
function schedules({ instances, broken, schedules: known, host }: Configuration): Scheduled[] {
  const usual = scheduleOf(undefined, host.schedule);
  return [...instances, ...broken].map(({ name }) => ({ name, schedule: known.get(name) ?? usual }));
}

function keyOf({ everyMs, jitterMs }: Schedule): string {
  return `${everyMs}/${jitterMs}`;
}
