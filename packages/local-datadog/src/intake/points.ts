import type { Ledger } from '../ledger.js';
import type { SeriesDescription, SeriesStore, SeriesType } from '../store.js';
import { DOCUMENTED_NAME_LENGTH, SECONDS_AHEAD, SECONDS_BEHIND } from './limits.js';
import { nameRefusal, normalizeName } from './metric-name.js';
import { type Resource, storedTags } from './tag-set.js';

/** A series as it was sent, of whichever endpoint; a distribution has one point for each sample. */
export interface IncomingSeries {
  readonly metric: string;
  readonly type: SeriesType;
  readonly tags: readonly string[];
  readonly resources: readonly Resource[];
  readonly unit?: string | undefined;
  readonly interval?: number | undefined;
  readonly sourceTypeName?: string | undefined;
  readonly points: readonly IncomingPoint[];
}

/** POSIX seconds and a value; null is how JSON says NaN. */
export type IncomingPoint = readonly [timestamp: number, value: number | null];

/** Stores what the intake keeps of a series, and records in the ledger what it silently does not. */
export function acceptSeries(incoming: IncomingSeries, now: Date, store: SeriesStore, ledger: Ledger): void {
  const { metric, points } = incoming;
  const refusal = nameRefusal(metric);
  if (refusal !== undefined) {
    ledger.add({ effect: 'dropped', what: 'series', metric, reason: refusal });
    return;
  }
  const series = describe(incoming, ledger);
  for (const [time, value] of points) {
    const timestamp = Math.floor(time);
    const reason = pointRefusal(timestamp, value, now);
    if (reason !== undefined || value === null) {
      ledger.add({ effect: 'dropped', what: 'point', metric, reason: reason ?? NOT_A_NUMBER, timestamp, value });
    } else if (series.type === 'distribution') {
      store.append(series, timestamp, [value]);
    } else {
      recordReplacement(metric, timestamp, store.set(series, timestamp, value), value, ledger);
    }
  }
}

const NOT_A_NUMBER = 'the value is not a finite number';

function pointRefusal(timestamp: number, value: number | null, now: Date): string | undefined {
  if (value === null || !Number.isFinite(value)) return NOT_A_NUMBER;
  const age = Math.floor(now.getTime() / 1_000) - timestamp;
  if (age > SECONDS_BEHIND) return `the point is ${age} seconds old, at most ${SECONDS_BEHIND}`;
  if (age < -SECONDS_AHEAD) return `the point is ${-age} seconds ahead, at most ${SECONDS_AHEAD}`;
  return undefined;
}

function recordReplacement(
  metric: string,
  timestamp: number,
  before: number | undefined,
  value: number,
  ledger: Ledger,
): void {
  if (before === undefined) return;
  const point = { what: 'point', metric, timestamp, value: before } as const;
  if (before === value) ledger.add({ ...point, effect: 'repeated', reason: 'the same point came again' });
  else ledger.add({ ...point, effect: 'replaced', reason: `a later point of the same second has ${value}` });
}

function describe(incoming: IncomingSeries, ledger: Ledger): SeriesDescription {
  const { metric: from, type, unit, interval, sourceTypeName } = incoming;
  const metric = normalizeName(from);
  if (metric !== from) {
    ledger.add({
      effect: 'changed',
      what: 'metric',
      metric: from,
      reason: 'the name was normalized',
      from,
      to: metric,
    });
  }
  if (from.length > DOCUMENTED_NAME_LENGTH) {
    const reason = `the name is longer than the documented ${DOCUMENTED_NAME_LENGTH} characters`;
    ledger.add({ effect: 'warned', what: 'metric', metric: from, reason });
  }
  return {
    metric,
    type,
    tags: storedTags(from, incoming.tags, incoming.resources, ledger),
    ...(unit === undefined ? {} : { unit }),
    ...(interval === undefined ? {} : { interval }),
    ...(sourceTypeName === undefined ? {} : { sourceTypeName }),
  };
}
