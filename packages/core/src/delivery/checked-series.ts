import type { EventKeys, Series } from '../runtime/report.js';
import { metricNameFault } from './metric-name.js';
import { PointRegister } from './point-register.js';
import { SeriesText, type TextSpace } from './series-text.js';
import { checkTags } from './tags.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const OLDEST_SECONDS = 3600;
const FARTHEST_AHEAD_SECONDS = 600;

type Point = Series['points'][number];

/** Points that are not sent, and why. */
export interface Refusal {
  readonly outcome: 'rejected' | 'expired';
  readonly reason: string;
  readonly metric: string;
  readonly points: number;
}

export interface Checked {
  /** What of the series can be sent; absent where nothing can. */
  readonly series: Series | undefined;
  readonly refusals: readonly Refusal[];
  /** Its JSON in the space already, good until the next check; absent where it takes the long way. */
  readonly text: SeriesText | undefined;
  /** Events that went down with the whole series. */
  readonly lost?: { readonly outcome: Refusal['outcome']; readonly events: EventKeys };
}

const NO_REFUSALS: readonly Refusal[] = [];
const NO_FAULTS: ReadonlyMap<number, Fault> = new Map();

/** Applies the intake's own rules before it does, since it answers 202 and drops without a word. */
export class SeriesCheck {
  readonly #soundNames = new Set<string>();
  readonly #text: SeriesText;
  readonly #register = new PointRegister();

  /** Series are written into `space` in passing. */
  constructor(space: TextSpace) {
    this.#text = new SeriesText(space);
  }

  /** `nowSeconds` is the run's clock, by which ages are judged. */
  check(series: Series, nowSeconds: number): Checked {
    const fault = this.#nameFault(series.metric);
    if (fault !== undefined) return whole(series, 'rejected', fault);
    if (this.#write(series)) return this.#checkPoints(series, nowSeconds, true);
    const checked = checkTags(series.tags);
    if ('fault' in checked) return whole(series, 'rejected', checked.fault);
    const stored = { ...series, tags: checked.tags };
    return this.#checkPoints(stored, nowSeconds, this.#write(stored));
  }

  // Distributions are few, and of another form.
  #write(series: Series): boolean {
    return series.type !== 'distribution' && this.#text.write(series, series.type);
  }

  #nameFault(name: string): string | undefined {
    if (this.#soundNames.has(name)) return undefined;
    const fault = metricNameFault(name);
    if (fault === undefined) this.#soundNames.add(name);
    return fault;
  }

  #checkPoints(series: Series, nowSeconds: number, isWritten: boolean): Checked {
    const faults = this.#pointFaults(series, nowSeconds);
    if (faults.size === 0 && series.points.length > 0)
      return { series, refusals: NO_REFUSALS, text: isWritten && series.events === undefined ? this.#text : undefined };
    const refusals = [...faults.values()].map((fault) => ({ ...fault, metric: series.metric, points: 1 }));
    const points = series.points.filter((_, index) => !faults.has(index));
    if (points.length > 0) return { series: { ...series, points }, refusals, text: undefined };
    const outcome = refusals.every((one) => one.outcome === 'expired') ? 'expired' : 'rejected';
    return { series: undefined, refusals, text: undefined, ...lost(series, outcome) };
  }

  /** By the place of the point. Nearly every series has none, and makes no garbage here. */
  #pointFaults(series: Series, nowSeconds: number): ReadonlyMap<number, Fault> {
    let faults: Map<number, Fault> | undefined;
    let index = 0;
    for (const point of series.points) {
      const fault = pointFault(point, nowSeconds) ?? this.#repeats(series, point);
      if (fault !== undefined) {
        faults ??= new Map();
        faults.set(index, fault);
      }
      index += 1;
    }
    return faults ?? NO_FAULTS;
  }

  // Distributions add up, so equal points of them are different observations.
  #repeats({ type }: Series, [seconds]: Point): Fault | undefined {
    if (type === 'distribution') return undefined;
    if (this.#register.add(this.#text.high(seconds), this.#text.low(seconds))) return undefined;
    return { outcome: 'rejected', reason: 'repeats a point of the same series and second' };
  }
}

type Fault = Pick<Refusal, 'outcome' | 'reason'>;

function pointFault([seconds, value]: Point, nowSeconds: number): Fault | undefined {
  if (!Number.isFinite(value)) return { outcome: 'rejected', reason: 'not a finite number' };
  if (!Number.isSafeInteger(seconds)) return { outcome: 'rejected', reason: 'not stamped with a whole second' };
  if (seconds < nowSeconds - OLDEST_SECONDS) return { outcome: 'expired', reason: 'older than 1 hour' };
  return seconds > nowSeconds + FARTHEST_AHEAD_SECONDS
    ? { outcome: 'rejected', reason: 'more than 10 minutes ahead of the clock' }
    : undefined;
}

function whole(series: Series, outcome: Refusal['outcome'], reason: string): Checked {
  const refusal = { outcome, reason, metric: series.metric, points: series.points.length };
  return { series: undefined, refusals: [refusal], text: undefined, ...lost(series, outcome) };
}

function lost({ events }: Series, outcome: Refusal['outcome']) {
  return events === undefined ? {} : { lost: { outcome, events } };
}
