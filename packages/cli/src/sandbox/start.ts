import { reasonOf } from '@metta-dd/core';
import { isRecord } from '../config/path.js';
import { UsageError } from '../failure.js';

/** What `@metta-dd/sandbox` is asked for. */
export interface SandboxOptions {
  readonly services?: readonly string[];
  /** Which collectors the generated configuration names. */
  readonly collectors?: readonly string[];
  readonly at?: Date;
  readonly seed?: number;
  /** A file of a history, or a folder with a git repository. */
  readonly history?: string;
}

/** Running stand-ins. */
export interface RunningSandbox {
  readonly services: Readonly<Record<string, { readonly url: string }>>;
  /** What points every client at them. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the stand-ins through the function that the package exports. */
export async function startStandIns(
  module: Readonly<Record<string, unknown>>,
  options: SandboxOptions,
): Promise<RunningSandbox> {
  const { startSandbox } = module;
  if (typeof startSandbox !== 'function') throw new Error('@metta-dd/sandbox exports no startSandbox');
  const running: unknown = await Promise.resolve(startSandbox(options)).catch((error: unknown) => {
    // What it refuses before it starts anything is what the command line asked for.
    const refused = reasonOf(error).startsWith('cannot start the sandbox: ');
    throw refused ? new UsageError(reasonOf(error), 'metta-dd sandbox --help') : error;
  });
  if (isRunning(running)) return running;
  throw new Error('startSandbox of @metta-dd/sandbox did not give services, env and close');
}

function isRunning(value: unknown): value is RunningSandbox {
  return (
    isRecord(value) &&
    isRecord(value.services) &&
    isRecord(value.env) &&
    'close' in value &&
    typeof value.close === 'function'
  );
}
