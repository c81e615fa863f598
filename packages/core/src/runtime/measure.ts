import type { MetricMethod, MetricSpec } from '../metric.js';
import type { Event, Events, NoData, Reading, Sample, Tags } from '../reading.js';
import { type EventMemory, newEvents } from './events.js';
import type { Outcome } from './outcome.js';
import type { EventKeys } from './report.js';
import { eventSeries, levelSeries } from './series.js';
import { targetKey } from './tags.js';

const EMPTY = 'the source has none';
const FAR_MS = 10 * 60_000;

/** What one metric of one target is measured with. */
export interface Measurement {
  readonly instance: string;
  readonly target: Tags;
  readonly ambient: Tags;
  readonly startedAt: Date;
  /** Absent where events are switched off. */
  readonly events: EventMemory | undefined;
  /** Milliseconds by which the source's clock is ahead of the run's; absent while it told no time. */
  skewMs(): number | undefined;
  /** Told of the events that need no sending. */
  settled(keys: EventKeys, expired: number): void;
}

/** Runs one metric method and turns what it hands back, or throws, into an outcome; never throws itself. */
export async function measure(
  { spec, method }: { readonly spec: MetricSpec; readonly method: MetricMethod },
  collector: object,
  measurement: Measurement,
  expiry: Promise<never>,
): Promise<Outcome> {
  const metric = spec.name;
  if (spec.event && measurement.events === undefined)
    return { metric, noData: 'events are switched off: set events: true for this collector' };
  try {
    const reading = await Promise.race([Promise.resolve(method.call(collector)), expiry]);
    const past = spec.present ? pastReason(measurement) : undefined;
    if (past !== undefined) return { metric, noData: past };
    return { metric, ...toOutcome(reading, spec, measurement) };
  } catch (error) {
    return { metric, error };
  }
}

function pastReason({ skewMs, startedAt }: Measurement): string | undefined {
  const skew = skewMs();
  if (skew === undefined || Math.abs(skew) <= FAR_MS) return undefined;
  const minutes = Math.round(skew / 60_000);
  return `it is the present state, and the run's clock (${startedAt.toISOString()}) is ${Math.abs(minutes)} minutes ${
    minutes > 0 ? 'behind' : 'ahead of'
  } the source's`;
}

type Ended = { readonly noData: string } | { readonly series: ReturnType<typeof levelSeries> };

function toOutcome(reading: Reading | Events, spec: MetricSpec, measurement: Measurement): Ended {
  if (reading === undefined) return { noData: EMPTY };
  if (isNoData(reading)) return reading;
  const samples: readonly (Sample | Event)[] = typeof reading === 'number' ? [{ value: reading }] : [reading].flat();
  if (spec.event) return ofEvents(samples.filter(isEvent), spec, measurement);
  if (samples.length === 0) return { noData: EMPTY };
  return { series: levelSeries(spec, samples, labels(measurement), measurement.startedAt) };
}

function ofEvents(events: readonly Event[], spec: MetricSpec, measurement: Measurement): Ended {
  const { instance, target, events: memory, startedAt } = measurement;
  if (memory === undefined) return { noData: EMPTY };
  const scope = `${instance} ${spec.name} ${targetKey(target)}`;
  const fresh = newEvents(events, scope, memory, startedAt);
  const series = eventSeries(spec, fresh, labels(measurement), scope);
  measurement.settled(fresh.settled, fresh.expired);
  if (fresh.first) return { noData: 'the first run sends no events, it only notes which ones there are' };
  return series.length === 0 ? { noData: 'nothing new happened since the last run' } : { series };
}

const labels = ({ ambient, target }: Measurement) => ({ ambient, target });
const isEvent = (sample: Sample | Event): sample is Event => 'id' in sample && 'at' in sample;

function isNoData(reading: NonNullable<Reading | Events>): reading is NoData {
  return typeof reading === 'object' && 'noData' in reading;
}
