import type { EventKeys, Series } from '../runtime/report.js';
import { metricNameFault } from './metric-name.js';
import { PointRegister } from './point-register.js';
import { TagCheck } from './tags.js';

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
  /** Events that went down with the whole series. */
  readonly lost?: { readonly outcome: Refusal['outcome']; readonly events: EventKeys };
}

/** Applies the intake's own rules before it does, since it answers 202 and drops without a word. */
export class SeriesCheck {
  readonly #names = new Map<string, string | undefined>();
  readonly #tags = new TagCheck();
  readonly #register = new PointRegister();

  /** `nowSeconds` is the run's clock, by which ages are judged. */
  check(series: Series, nowSeconds: number): Checked {
    const named = this.#nameFault(series.metric);
    const tags = this.#tags.check(series.tags);
    const fault = named ?? ('fault' in tags ? tags.fault : undefined);
    if (fault !== undefined || 'fault' in tags) return whole(series, 'rejected', fault ?? '');
    const stored = tags.tags === series.tags ? series : { ...series, tags: tags.tags };
    return this.#checkPoints(stored, nowSeconds);
  }

  #nameFault(name: string): string | undefined {
    if (!this.#names.has(name)) this.#names.set(name, metricNameFault(name));
    return this.#names.get(name);
  }

  #checkPoints(series: Series, nowSeconds: number): Checked {
    const refusals: Refusal[] = [];
    const points = series.points.filter((point) => {
      const fault = pointFault(point, nowSeconds) ?? this.#repeats(series, point);
      if (fault !== undefined) refusals.push({ ...fault, metric: series.metric, points: 1 });
      return fault === undefined;
    });
    if (refusals.length === 0 && points.length > 0) return { series, refusals };
    if (points.length > 0) return { series: { ...series, points }, refusals };
    const outcome = refusals.every((one) => one.outcome === 'expired') ? 'expired' : 'rejected';
    return { series: undefined, refusals, ...lost(series, outcome) };
  }

  // Distributions add up, so equal points of them are different observations.
  #repeats(series: Series, [seconds]: Point): Fault | undefined {
    if (series.type === 'distribution') return undefined;
    if (this.#register.add(seconds, series.metric, series.tags)) return undefined;
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
  return { series: undefined, refusals: [refusal], ...lost(series, outcome) };
}

function lost({ events }: Series, outcome: Refusal['outcome']) {
  return events === undefined ? {} : { lost: { outcome, events } };
}
