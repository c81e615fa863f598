/** What a run of a collector against a peer must give. */
export interface Expected {
  /** The collector's block of the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the run starts at; now when absent. */
  readonly at?: Date;
  /** Variables the collector is run with: credentials, endpoints. */
  readonly env?: Readonly<Record<string, string>>;
  /** By metric, or `metric{tags}` where there are tags beside those of the target. */
  readonly values: Readonly<Record<string, number>>;
  /** Largest relative difference. */
  readonly tolerance: number;
  /** Metrics that the peer cannot show. */
  readonly notShown: readonly string[];
}

/** One comparison beyond the values of a run; it says what was compared, or throws. */
export interface Check {
  readonly name: string;
  run(): Promise<string>;
}

/** A real system, or a vendor's own client, that we did not write. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Why it cannot run on this machine; nothing, or absent, where it can. */
  missing?(): Promise<string | undefined>;
  /** Installs what the cache does not have, and starts it on the loopback. */
  start(cacheFolder: string): Promise<void>;
  seed(number?: number): Promise<void>;
  /** The truth, computed without our code; absent where the peer is a client that only reads our stand-in. */
  expected?(): Promise<Expected>;
  checks?(): readonly Check[];
  stop(): Promise<void>;
}
