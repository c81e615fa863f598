import type { Ledger } from '../ledger.js';
import type { SeriesStore } from '../store.js';

/** What the intake endpoints share. */
export interface Intake {
  readonly store: SeriesStore;
  readonly ledger: Ledger;
  /** The keys that are known; absent, every key that is not empty. */
  readonly apiKeys: readonly string[] | undefined;
}
