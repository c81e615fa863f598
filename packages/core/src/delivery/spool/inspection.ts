import { join } from 'node:path';
import { Lease, type Owner, type SpoolProcess } from './lease.js';
import { nodeFiles } from './node-files.js';
import { folderOf } from './open-spool.js';
import { type SegmentName, segmentName } from './segment-name.js';
import { SegmentStore } from './segment-store.js';
import { codeOf, type SpoolFiles } from './spool-files.js';

export interface SpoolFolder {
  readonly folder: string;
  readonly process: SpoolProcess;
  /** The real file system by default. */
  readonly files?: SpoolFiles;
}

/** One segment that waits. */
export interface SegmentListing {
  readonly destination: string;
  readonly name: string;
  readonly kind: SegmentName['kind'];
  readonly bytes: number;
  /** `newer` was written by a newer version, `damaged` has no readable header. */
  readonly state: 'sound' | 'newer' | 'damaged';
  /** Absent where the header does not tell. */
  readonly points?: number;
  readonly oldest?: Date;
  readonly newest: Date;
  /** Sent without a noted answer. */
  readonly attempted: boolean;
  /** The running process that answers for it. */
  readonly owner?: Owner;
}

/** What waits for one destination. */
export interface SpoolStatus {
  readonly destination: string;
  readonly segments: number;
  readonly bytes: number;
  readonly points: number;
  readonly oldest?: Date;
  /** Segments of a newer version, which this one leaves alone. */
  readonly newer: number;
  readonly quarantined: number;
}

export interface VerifiedSegment {
  readonly destination: string;
  readonly name: string;
  readonly state: 'sound' | 'newer' | 'damaged';
  /** Entries that read as they were written. */
  readonly sound: number;
  readonly damaged: number;
}

export interface Dropped {
  readonly segments: number;
  readonly points: number;
  /** Left to running processes, or written by a newer version. */
  readonly skipped: number;
}

/** Everything that waits, newest first; reads headers only. */
export async function listSpool(spool: SpoolFolder): Promise<readonly SegmentListing[]> {
  const listings: SegmentListing[] = [];
  for (const part of await partsOf(spool))
    for (const name of (await part.store.list()).segments) {
      const listing = await listingOf(part, name);
      if (listing !== undefined) listings.push(listing);
    }
  return listings.toSorted((one, other) => other.newest.getTime() - one.newest.getTime());
}

/** One summary a destination that has a folder in the spool. */
export async function spoolStatus(spool: SpoolFolder): Promise<readonly SpoolStatus[]> {
  const listings = await listSpool(spool);
  const statuses: SpoolStatus[] = [];
  for (const { destination, store } of await partsOf(spool)) {
    const own = listings.filter((one) => one.destination === destination);
    const times = own.flatMap(({ oldest }) => oldest?.getTime() ?? []);
    statuses.push({
      destination,
      segments: own.length,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      points: own.reduce((sum, { points = 0 }) => sum + points, 0),
      ...(times.length > 0 && { oldest: new Date(Math.min(...times)) }),
      newer: own.filter(({ state }) => state === 'newer').length,
      quarantined: (await store.quarantined()).length,
    });
  }
  return statuses;
}

/** Reads every segment whole and compares every checksum; changes nothing. */
export async function verifySpool(spool: SpoolFolder): Promise<readonly VerifiedSegment[]> {
  const verified: VerifiedSegment[] = [];
  for (const { destination, store } of await partsOf(spool))
    for (const name of (await store.list()).segments) {
      const start = await store.header(name);
      const reading = start?.state === 'newer' ? undefined : await store.read(name);
      const about = { destination, name: segmentName(name) };
      if (start?.state === 'newer') verified.push({ ...about, state: 'newer', sound: 0, damaged: 0 });
      else if (reading !== undefined) {
        const { batch, damaged } = reading;
        verified.push({ ...about, state: damaged > 0 ? 'damaged' : 'sound', sound: batch.count, damaged });
      }
    }
  return verified;
}

/** Removes segments whose newest point is older; what a running process answers for stays. */
export async function dropSpool(spool: SpoolFolder, olderThan: Date, destination?: string): Promise<Dropped> {
  let [segments, points, skipped] = [0, 0, 0];
  const parts = await partsOf(spool);
  for (const part of parts.filter((one) => destination === undefined || one.destination === destination))
    for (const name of (await part.store.list()).segments) {
      if (name.slot * 1000 >= olderThan.getTime()) continue;
      const listing = await listingOf(part, name);
      if (listing === undefined) continue;
      if (listing.owner !== undefined || listing.state === 'newer') {
        skipped += 1;
        continue;
      }
      await part.store.remove(name);
      segments += 1;
      points += listing.points ?? 0;
    }
  return { segments, points, skipped };
}

interface Part {
  readonly destination: string;
  readonly store: SegmentStore;
  readonly lease: Lease;
}

async function partsOf({ folder, process, files = nodeFiles() }: SpoolFolder): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const name of (await namesIn(files, folder)) ?? []) {
    const path = join(folder, name);
    if (!isEncoded(name) || (await namesIn(files, path)) === undefined) continue;
    // The writer's name is of no account: this lease only reads those of others.
    const lease = new Lease(files, path, process, 'reader');
    parts.push({ destination: decodeURIComponent(name), store: new SegmentStore(files, path), lease });
  }
  return parts;
}

/** Absent where there is no folder. */
async function namesIn(files: SpoolFiles, folder: string): Promise<readonly string[] | undefined> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function isEncoded(name: string): boolean {
  try {
    return folderOf(decodeURIComponent(name)) === name;
  } catch {
    return false;
  }
}

async function listingOf({ destination, store, lease }: Part, name: SegmentName): Promise<SegmentListing | undefined> {
  const [start, bytes, owner] = [await store.header(name), await store.size(name), await lease.ownerOf(name.writer)];
  if (start === undefined || bytes === undefined) return undefined;
  const told =
    start.state === 'sound' ? { points: start.header.points, oldest: new Date(start.header.oldest * 1000) } : {};
  return {
    destination,
    name: segmentName(name),
    kind: name.kind,
    bytes,
    state: start.state,
    ...told,
    newest: new Date(name.slot * 1000),
    attempted: name.attempted,
    ...(owner !== undefined && { owner }),
  };
}
