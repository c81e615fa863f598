import type { SenderOptions } from '../../src/delivery/index.js';
import { memoryOutbox } from '../../src/delivery/index.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { Series } from '../../src/runtime/report.js';

/** Where the clock of these tests stands: seconds since the epoch. */
export const NOW = 1_767_323_045;

/** A clock that only sleeping moves. */
export interface ManualClock extends Clock {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: readonly number[];
  advance(milliseconds: number): void;
}

export function manualClock(startMs = NOW * 1000): ManualClock {
  const waits: number[] = [];
  let elapsed = 0;
  return {
    now: () => new Date(startMs + elapsed),
    elapsedMs: () => elapsed,
    waits,
    advance: (milliseconds) => {
      elapsed += milliseconds;
    },
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      elapsed += milliseconds;
    },
  };
}

export interface Warning {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export interface Rig {
  readonly options: SenderOptions;
  readonly clock: ManualClock;
  readonly warnings: readonly Warning[];
}

/** Options of a sender for one destination, with everything in the test's hands. */
export function rig(url: string, changes: Partial<SenderOptions> = {}, clock = manualClock()): Rig {
  const warnings: Warning[] = [];
  const options: SenderOptions = {
    destinations: [{ name: 'datadoghq.com', url, apiKey: () => 'key-1' }],
    fetch,
    clock,
    random: () => 0.5,
    sleep: clock.sleep,
    log: { debug: () => undefined, warn: (message, fields) => warnings.push({ message, fields }) },
    spool: memoryOutbox(),
    signal: new AbortController().signal,
    ...changes,
  };
  return { options, clock, warnings };
}

/** A gauge of one point. */
export function gauge(metric: string, changes: Partial<Series> = {}): Series {
  return { metric, type: 'gauge', tags: ['env:test'], points: [[NOW, 1]], ...changes };
}

/** So many gauges, told apart by a tag. */
export function gauges(count: number, changes: Partial<Series> = {}): Series[] {
  return Array.from({ length: count }, (_, index) => gauge('test.value', { tags: [`index:${index}`], ...changes }));
}

/** One observation of a distribution that is an event. */
export function observation(id: string, changes: Partial<Series> = {}): Series {
  return {
    metric: 'test.duration',
    type: 'distribution',
    tags: ['env:test'],
    points: [[NOW, Number(id)]],
    events: { scope: 'test', ids: [id] },
    ...changes,
  };
}
