import { DatasetError } from './errors.js';
import type { RunContext } from './run.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Fetches that several metrics, or several collectors of one target, share within a run. */
export abstract class Datasets<Config> {
  protected readonly run: RunContext<Config>;

  constructor(run: RunContext<Config>) {
    this.run = run;
  }

  /** Wraps a fetch so that everybody in this run shares its one result, or its one failure. */
  protected once<T>(label: string, fetch: () => Promise<T>): () => Promise<T> {
    let result: Promise<T> | undefined;
    return () => {
      result ??= Promise.resolve()
        .then(fetch)
        .catch((cause: unknown) => {
          // What one dataset takes from another fails as that other does, as one object.
          throw cause instanceof Error && cause.name === 'DatasetError' ? cause : new DatasetError(label, cause);
        });
      return result;
    };
  }

  /** The instant `days` before the run: the old, excluded edge of a trailing window. */
  protected daysAgo(days: number): Date {
    return new Date(this.run.startedAt.getTime() - days * DAY);
  }

  /** The old, excluded edge of the seven days that every `_7d` metric looks at. */
  protected get weekAgo(): Date {
    return this.daysAgo(7);
  }

  /** True within the window `(startedAt - days x 24 h, startedAt]`. */
  protected inWindow(at: Date, days = 7): boolean {
    return at > this.daysAgo(days) && at <= this.run.startedAt;
  }
}

/** Base class of every collector; one instance serves one target of one run. */
export abstract class Collector<Config> extends Datasets<Config> {}
