import { parseInstant } from '../config/instant.js';
import { UsageError } from '../failure.js';
import type { SandboxOptions } from './start.js';

/** The flags that say what is started. */
export interface SandboxFlags {
  readonly at?: string | undefined;
  readonly seed?: number | undefined;
  readonly history?: string | undefined;
}

/** Arguments and flags of `sandbox` as the package takes them; an instant that cannot be read is a usage error. */
export function sandboxOptions(services: readonly string[], { at: text, seed, history }: SandboxFlags): SandboxOptions {
  const at = text === undefined ? undefined : parseInstant(text);
  if (text !== undefined && at === undefined)
    throw new UsageError(`--at ${text} is no instant`, 'write it with its zone: --at 2025-10-23T18:20:00Z');
  return {
    ...(services.length > 0 && { services }),
    ...(at !== undefined && { at }),
    ...(seed !== undefined && { seed }),
    ...(history !== undefined && { history }),
  };
}
