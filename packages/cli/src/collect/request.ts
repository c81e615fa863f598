import type { Shard } from '@metta-dd/core/runtime';
import { parseDuration } from '../config/duration.js';
import { parseInstant } from '../config/instant.js';
import type { Setting } from '../config/variables.js';
import { UsageError } from '../failure.js';

/** The flags of `collect` that override the configuration. */
export interface OverridingFlags {
  readonly at?: string | undefined;
  readonly deadline?: string | undefined;
  readonly concurrency?: number | undefined;
}

/** Flags as settings, which win over environment and file; a value that cannot be read is a usage error. */
export function flagSettings({ at, deadline, concurrency }: OverridingFlags): Setting[] {
  if (at !== undefined && parseInstant(at) === undefined)
    throw new UsageError(`--at ${at} is no instant`, 'write it with its zone: --at 2026-01-31T12:00:00Z');
  if (deadline !== undefined && parseDuration(deadline) === undefined)
    throw new UsageError(`--deadline ${deadline} is no duration`, 'write it with its unit: --deadline 2m');
  const all = { at, deadline, concurrency };
  return Object.entries(all).flatMap(([key, value]): Setting[] =>
    value === undefined ? [] : [{ path: [key], value, name: `--${key}`, origin: 'flag' }],
  );
}

/** `2/4`: the second of four equal runs that share the targets between them. */
export function parseShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index) - 1, count: Number(count) };
  if (shard.index >= 0 && shard.index < shard.count) return shard;
  throw new UsageError(`--shard ${text} is no part of a whole`, 'write --shard 1/4 to --shard 4/4');
}
