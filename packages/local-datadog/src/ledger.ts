/**
 * What the intake did to a submission without saying so in its answer. `repeated` is the harmless case of `replaced`:
 * the same value came again.
 */
export type Effect = 'dropped' | 'replaced' | 'repeated' | 'changed' | 'warned';

/** One silent act of the intake. */
export interface LedgerEntry {
  readonly effect: Effect;
  readonly what: 'point' | 'series' | 'metric' | 'tag' | 'resource';
  /** The metric as it was sent. */
  readonly metric: string;
  readonly reason: string;
  readonly timestamp?: number;
  readonly value?: number | null;
  /** What was sent, and what was stored in its place. */
  readonly from?: string;
  readonly to?: string;
}

/** Every silent act, so that a test can assert that there was none. */
export class Ledger {
  #entries: LedgerEntry[] = [];

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Entries by which something was lost. */
  get dropped(): readonly LedgerEntry[] {
    return this.#entries.filter(({ effect }) => effect === 'dropped' || effect === 'replaced');
  }

  add(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  clear(): void {
    this.#entries = [];
  }
}
