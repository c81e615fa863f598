import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import type { Collector } from './collector.js';
import type { Tags } from './reading.js';
import type { RunContext } from './run.js';

/** Raised only when a released collector would stop working. */
export const API_VERSION = 1;

// A plugin always carries its own copy of core: the global symbol table is what both copies share.
const COLLECTOR = Symbol.for('metta-dd.collector');

/** Validates a configuration and describes itself as JSON Schema; a Zod 4 object does both. */
export type ConfigSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output> &
  StandardJSONSchemaV1<Input, Output>;

/** Where a secret is looked for when the configuration does not say. */
export interface SecretSpec {
  readonly env: readonly string[];
  readonly awsSecret?: string;
  readonly optional?: true;
}

type SecretSpecs<Optional> = { readonly [Name in keyof Optional]: SecretSpec & { readonly optional?: Optional[Name] } };

// The first line is for `any`, a manifest of which nothing is known: each of its secrets may be missing.
type Resolved<Optional> = 0 extends 1 & Optional
  ? Readonly<Record<string, string | undefined>>
  : { readonly [Name in keyof Optional]: boolean extends Optional[Name] ? string : string | undefined };

type Run<Schema extends ConfigSchema, Optional> = RunContext<StandardSchemaV1.InferOutput<Schema>, Resolved<Optional>>;

// `any` stands for the configuration of a collector: a list of them has no common one.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyCollector = Collector<any>;

export interface CollectorDefinition<Schema extends ConfigSchema, Optional, Api, Target extends Tags> {
  readonly id: string;
  readonly title: string;
  readonly config: Schema;
  /** Configuration keys that established environment variables set: `{ baseUrl: ['GITHUB_API_URL'] }`. */
  readonly environment?: Readonly<Record<string, readonly string[]>>;
  /** Hosts of the vendor itself; a secret goes to another one only where the configuration is trusted. */
  readonly hosts?: readonly string[];
  readonly secrets: SecretSpecs<Optional>;
  /** Every class that `create` makes: the metrics are listed from here, without credentials. */
  readonly collectors: readonly { readonly prototype: AnyCollector }[];
  /** How many targets are read side by side; 10 when absent. More than memory allows is never held at once. */
  readonly parallelTargets?: number;
  /** Called once per run; the SDK is imported here. */
  open(run: Run<Schema, Optional>): Promise<Api>;
  /** What the series are about; core adds these tags to all of them. */
  targets(api: Api): readonly Target[] | Promise<readonly Target[]>;
  /** The collectors of one target. */
  create(api: Api, run: Run<Schema, Optional>, target: Target): AnyCollector | readonly AnyCollector[];
  /** Called once when the run is over, whatever happened; frees what `open` took. */
  close?(api: Api): void | Promise<void>;
}

// biome-ignore-start lint/suspicious/noExplicitAny: the defaults stand for a manifest of which nothing is known
export interface CollectorManifest<
  Schema extends ConfigSchema = any,
  Optional = any,
  Api = any,
  Target extends Tags = any,
> extends CollectorDefinition<Schema, Optional, Api, Target> {
  readonly apiVersion: number;
}
// biome-ignore-end lint/suspicious/noExplicitAny: end

/** Brands a manifest, so that the host recognises it whichever copy of core made it. */
export function defineCollector<Schema extends ConfigSchema, const Optional, Api, Target extends Tags>(
  definition: CollectorDefinition<Schema, Optional, Api, Target>,
): CollectorManifest<Schema, Optional, Api, Target> {
  return Object.assign({ apiVersion: API_VERSION, ...definition }, { [COLLECTOR]: true });
}

/** True for what any copy of `defineCollector` made. */
export function isCollectorManifest(value: unknown): value is CollectorManifest {
  return typeof value === 'object' && value !== null && COLLECTOR in value;
}
