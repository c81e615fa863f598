import { createHash } from 'node:crypto';
import type { Tags } from '../reading.js';
import { targetKey } from './tags.js';

/** One of `count` equal runs that share the targets between them; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** True where the target belongs to the shard: a stable hash of its tags, so no target is in two, and none in none. */
export function inShard(target: Tags, { index, count }: Shard): boolean {
  return createHash('sha256').update(targetKey(target)).digest().readUInt32BE(0) % count === index;
}
