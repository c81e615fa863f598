/** Type of a series as Datadog names it. */
export type SeriesType = 'unspecified' | 'count' | 'rate' | 'gauge' | 'distribution';

/** What tells one series from another, and what is said of it. */
export interface SeriesDescription {
  readonly metric: string;
  /** Sorted and distinct, the host among them. */
  readonly tags: readonly string[];
  readonly type: SeriesType;
  readonly unit?: string;
  /** In seconds. */
  readonly interval?: number;
  readonly sourceTypeName?: string;
}

/** POSIX seconds, and a value or the samples of a distribution. */
export type StoredPoint = readonly [timestamp: number, value: number | readonly number[]];

/** A series with its points in the order of time. */
export interface AcceptedSeries extends SeriesDescription {
  readonly points: readonly StoredPoint[];
}

interface Stored {
  description: SeriesDescription;
  readonly points: Map<number, number | number[]>;
}

/** The accepted series: one value for each name, tag set and second, except that samples of distributions add up. */
export class SeriesStore {
  readonly #series = new Map<string, Stored>();

  /** Stores a value and returns the one it replaces. */
  set(description: SeriesDescription, timestamp: number, value: number): number | undefined {
    const { points } = this.#open(description);
    const before = points.get(timestamp);
    points.set(timestamp, value);
    return typeof before === 'number' ? before : undefined;
  }

  /** Adds samples to those of the same second. */
  append(description: SeriesDescription, timestamp: number, samples: readonly number[]): void {
    const { points } = this.#open(description);
    const before = points.get(timestamp);
    if (Array.isArray(before)) before.push(...samples);
    else points.set(timestamp, [...samples]);
  }

  /** All series, or those of one metric, sorted by name and tags. */
  list(metric?: string): readonly AcceptedSeries[] {
    return [...this.#series]
      .filter(([, { description }]) => metric === undefined || description.metric === metric)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { description, points }]) => ({ ...description, points: [...points].sort(([a], [b]) => a - b) }));
  }

  clear(): void {
    this.#series.clear();
  }

  #open(description: SeriesDescription): Stored {
    const kind = description.type === 'distribution' ? 'distribution' : 'value';
    const key = [description.metric, kind, ...description.tags].join('\0');
    const known = this.#series.get(key);
    if (known !== undefined) {
      known.description = description;
      return known;
    }
    const fresh: Stored = { description, points: new Map() };
    this.#series.set(key, fresh);
    return fresh;
  }
}
