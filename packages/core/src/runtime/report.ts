import type { MetricSpec } from '../metric.js';
import type { Tags } from '../reading.js';
import type { Quota } from '../run.js';

/** One metric with one full set of tags: the unit of submission. */
export interface Series {
  readonly metric: string;
  readonly type: MetricSpec['type'];
  readonly unit?: string;
  /** `key:value`, sorted, ambient and target tags included. */
  readonly tags: readonly string[];
  /** Whole seconds since the epoch, and the value. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
  /** Seconds that a count stands for. */
  readonly interval?: number;
  /** Only of events: what the state remembers once the points are settled. */
  readonly events?: EventKeys;
}

/** Which events a series tells of; `scope` is the instance, metric and target that their ids are unique in. */
export interface EventKeys {
  readonly scope: string;
  readonly ids: readonly string[];
}

export interface MissingMetric {
  readonly metric: string;
  readonly reason: string;
  readonly target: Tags;
}

/** One entry for each error object: the metrics of one failed dataset stand together. */
export interface Failure {
  readonly reason: string;
  /** What to type or to grant next. */
  readonly hint?: string;
  /** The credentials are at fault. */
  readonly authentication: boolean;
  /** The configuration is at fault; a collector saw it only when it opened its source. */
  readonly configuration?: true;
  readonly metrics: readonly string[];
  /** Absent where the collector failed before it knew its targets. */
  readonly target?: Tags;
}

export interface Warning {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How one instance of a collector fared in a run. */
export interface CollectorReport {
  /** `github`, or `github:research` for a second instance. */
  readonly id: string;
  readonly state: 'ok' | 'partial' | 'failed';
  readonly requests: number;
  /** Answers by class: `2xx`, `304`, `4xx`, `5xx`, `error` (no answer). */
  readonly answers: Readonly<Record<string, number>>;
  readonly durationMs: number;
  /** How many pairs of metric and target ended as a value that is handed on. */
  readonly values: number;
  readonly series: readonly Series[];
  readonly noData: readonly MissingMetric[];
  readonly failures: readonly Failure[];
  readonly warnings: readonly Warning[];
  readonly quotas: readonly Quota[];
  /** Ended by its deadline. */
  readonly timedOut: boolean;
  /** Events too old for the intake, never sent. */
  readonly expiredEvents: number;
  /** Events that need no sending, to be remembered after a push: those of a first run, and the expired ones. */
  readonly settledEvents: readonly EventKeys[];
}

/** The outcome of one pass over the enabled collectors. */
export interface RunReport {
  readonly runId: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly collectors: readonly CollectorReport[];
}
