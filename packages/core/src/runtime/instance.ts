import type { CollectorManifest } from '../manifest.js';
import type { RunContext } from '../run.js';

/** What the engine hands to a collector of which it knows nothing. */
export type HostRun = RunContext<unknown, Readonly<Record<string, string | undefined>>>;

/** One configured collector: the manifest with what the host resolved for it. */
export interface Instance {
  /** The id of the collector, or `id:name` for a second configuration of it. */
  readonly name: string;
  readonly manifest: CollectorManifest;
  /** What the schema of the manifest made of the configuration. */
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string | undefined>>;
  /** Collect what happens once, too. */
  readonly events: boolean;
  /** Milliseconds until the collector is ended. */
  readonly deadlineMs: number;
  /** The largest number of series a run may hand over; what exceeds it is cut and reported. */
  readonly maxSeries: number;
  /** Which of the declared metrics are asked for; all when absent. */
  readonly wants?: (metric: string) => boolean;
  /** Which targets are asked for; all when absent. */
  readonly wantsTarget?: (target: Readonly<Record<string, string>>) => boolean;
}
