import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError } from '../../errors.js';
import type { Outbox, Spool } from '../outbox.js';
import { DiskSpool } from './disk-spool.js';
import { Lease, type SpoolProcess } from './lease.js';
import { nodeFiles } from './node-files.js';
import { SegmentStore } from './segment-store.js';
import type { SpoolFiles } from './spool-files.js';

export interface SpoolOptions {
  /** On a disk that outlives the process; made when it is not there. */
  readonly folder: string;
  readonly process: SpoolProcess;
  /** The real file system by default. */
  readonly files?: SpoolFiles;
  /** Names the segments of this process: lower case letters and digits, unique; drawn by default. */
  readonly writer?: string;
}

/** A spool on disk, a folder for each destination; nothing is touched before the first batch or claim. */
export function openSpool({ folder, process, files = nodeFiles(), writer = drawn() }: SpoolOptions): Outbox {
  const spools = new Map<string, Spool>();
  return {
    durable: true,
    spoolOf: async (destination) => {
      const known = spools.get(destination);
      if (known !== undefined) return known;
      const path = join(folder, folderOf(destination));
      const lease = new Lease(files, path, process, writer);
      const spool = new DiskSpool({ store: new SegmentStore(files, path), lease, writer });
      spools.set(destination, spool);
      return spool;
    },
  };
}

/** The name of a destination's folder. */
export function folderOf(destination: string): string {
  if (/^\.*$/.test(destination)) throw new ConfigError(`cannot name a spool after destination "${destination}"`);
  return encodeURIComponent(destination);
}

function drawn(): string {
  return randomBytes(8).toString('hex');
}
