import type { CollectorManifest } from '@metta-dd/core';

/** A request that the stand-in of a source was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: { readonly sha256: string; readonly json?: unknown; readonly form?: string };
  readonly status?: number;
}

/** A scripted misbehavior of a stand-in. */
export interface Misbehavior {
  readonly match?: {
    readonly method?: string;
    readonly path?: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  readonly reset?: true;
  readonly cut?: number;
}

/** A running stand-in of the source, with the configuration that points at it. */
export interface Source {
  /** The collector's block of the configuration, as a user would write it. */
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string>>;
  /** What the clock of the stand-in shows. */
  readonly startedAt: Date;
  readonly requests: readonly Asked[];
  misbehave(rule: Misbehavior): void;
  close(): Promise<void>;
}

/** A stand-in that keeps what it was asked and misbehaves by rules, as those of the sandbox do. */
export interface ScriptedStandIn {
  readonly requests: readonly Asked[];
  readonly faults: { add(rule: Misbehavior): void };
  close(): Promise<void>;
}

/** A source that such a stand-in is. */
export function sourceOf(standIn: ScriptedStandIn, facts: Pick<Source, 'config' | 'secrets' | 'startedAt'>): Source {
  return {
    ...facts,
    requests: standIn.requests,
    misbehave: (rule) => standIn.faults.add(rule),
    close: () => standIn.close(),
  };
}

/** What the source holds: something of everything with two pages of each listing, nothing, or two targets. */
export type Scene = 'ordinary' | 'empty' | 'two targets';

/** A collector, with all that the suite needs to put it to the test. */
export interface Subject {
  readonly manifest: CollectorManifest;
  /** The folder of the package, for its `package.json`, `sample.yaml`, `README.md` and `cases/`. */
  readonly folder: string;
  start(scene: Scene): Promise<Source>;
  /** One rule for each listing that matches its second page and nothing else, and the metrics that need it. */
  readonly secondPages: readonly { readonly match: Misbehavior['match']; readonly metrics: readonly string[] }[];
  /** Matches what is asked of the second of the two targets only. */
  readonly secondTarget?: Misbehavior['match'];
  /** Names what a request asks for, where method, path, query and body do not: signatures and the like. */
  asks?(request: Asked): string;
  /** The largest number of series of the ordinary scene. */
  readonly maxSeries: number;
  /** Metrics that have a number even where every listing is empty; all others have no data then. */
  readonly numbersOfNothing: readonly string[];
}
