import type { LocalDatadog, StandIn } from '@metta-dd/local-datadog';
import type { Profile, ProfileName } from '../github/generate/profile.js';
import type { History } from '../github/history.js';

/** What every stand-in is started with. */
export interface ServiceOptions {
  /** Where its clock stands. */
  readonly at: Date;
  readonly seed: number;
  readonly history: History;
  readonly profile?: ProfileName | Partial<Profile>;
  /** The port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly latencyMs: number;
}

/** A stand-in that listens, and what its clients have to know. */
export interface RunningService {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it adds to the generated configuration. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly standIn: StandIn | LocalDatadog;
}

/** One stand-in of the sandbox: a source, or Datadog. */
export type Service = (options: ServiceOptions) => Promise<RunningService>;
