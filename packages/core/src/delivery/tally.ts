/** How points ended that were not accepted. */
export type Ending = 'rejected' | 'kept' | 'expired' | 'inDoubt';

/** Points that ended the same way for the same reason. */
export interface DeliveryReason {
  readonly outcome: Ending;
  readonly reason: string;
  readonly points: number;
  /** A few of the metrics concerned. */
  readonly metrics: readonly string[];
}

/** What became of the points for one destination; plain data, all but `requests` and `answers` count points. */
export interface DeliveryReport {
  readonly destination: string;
  readonly accepted: number;
  /** Refused for a stated reason: they will not be sent again. */
  readonly rejected: number;
  /** Not sent: they wait in the spool, or are lost with the process where there is none. */
  readonly kept: number;
  /** Older than the intake takes. */
  readonly expired: number;
  /** Sent without an answer, and not sent again since that could count them twice. */
  readonly inDoubt: number;
  readonly requests: number;
  /** Requests by the status of their answer; `error` had none. */
  readonly answers: Readonly<Record<string, number>>;
  /** The intake refused the key, or there was none. */
  readonly authentication: boolean;
  readonly reasons: readonly DeliveryReason[];
}

const MOST_METRICS = 5;
const MOST_REASONS = 50;
const FURTHER = 'further reasons';

/** Counts points by outcome and reason; takes no more memory for a million points than for ten. */
export class Tally {
  readonly #reasons = new Map<string, { outcome: Ending; reason: string; points: number; metrics: Set<string> }>();
  readonly #answers = new Map<string, number>();
  #accepted = 0;
  #authentication = false;

  accept(points: number): void {
    this.#accepted += points;
  }

  count(outcome: Ending, reason: string, points: number, metrics: readonly string[]): void {
    const known = this.#reasons.has(`${outcome} ${reason}`) || this.#reasons.size < MOST_REASONS;
    const text = known ? reason : FURTHER;
    const key = `${outcome} ${text}`;
    const entry = this.#reasons.get(key) ?? { outcome, reason: text, points: 0, metrics: new Set<string>() };
    entry.points += points;
    for (const metric of metrics) if (entry.metrics.size < MOST_METRICS) entry.metrics.add(metric);
    this.#reasons.set(key, entry);
  }

  answered(status: number | 'error'): void {
    this.#answers.set(`${status}`, (this.#answers.get(`${status}`) ?? 0) + 1);
  }

  keyRefused(): void {
    this.#authentication = true;
  }

  report(destination: string): DeliveryReport {
    const reasons = [...this.#reasons.values()].map(({ metrics, ...rest }) => ({ ...rest, metrics: [...metrics] }));
    const of = (outcome: Ending) =>
      reasons.filter((one) => one.outcome === outcome).reduce((sum, { points }) => sum + points, 0);
    return {
      destination,
      accepted: this.#accepted,
      rejected: of('rejected'),
      kept: of('kept'),
      expired: of('expired'),
      inDoubt: of('inDoubt'),
      requests: [...this.#answers.values()].reduce((sum, count) => sum + count, 0),
      answers: Object.fromEntries(this.#answers),
      authentication: this.#authentication,
      reasons,
    };
  }
}
