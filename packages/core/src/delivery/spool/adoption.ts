import type { Finding } from '../outbox.js';
import type { Lease, Owner } from './lease.js';
import { type SegmentName, writerOfUnfinished } from './segment-name.js';
import type { SegmentStore } from './segment-store.js';

interface Adopted {
  /** Under their new names. */
  readonly segments: readonly SegmentName[];
  readonly findings: readonly Finding[];
}

/**
 * Takes over the segments of processes that ended, by giving them names of this one: a rename either happened or did
 * not, so that two who adopt at once never share a segment. What a running process answers for is left to it.
 */
export async function adopt(
  store: SegmentStore,
  lease: Lease,
  writer: string,
  nextNumber: () => number,
): Promise<Adopted> {
  const { segments, unfinished } = await store.list();
  const owners = await ownersOf(lease, writer, segments, unfinished);
  const findings: Finding[] = [];
  for (const [other, { owner, count }] of owners)
    if (owner !== undefined)
      findings.push({ message: 'segments are left to the process that wrote them', fields: { ...owner, count } });
    else if (other !== writer) await lease.clear(other);
  const taken: SegmentName[] = [];
  for (const name of segments) {
    if (name.writer === writer || owners.get(name.writer)?.owner !== undefined) continue;
    const start = await store.header(name);
    if (start?.state === 'newer')
      findings.push({
        message: 'a segment of a newer version of metta-dd is left alone',
        fields: { version: start.version, folder: store.folder, slot: name.slot },
      });
    const mine = { ...name, writer, number: nextNumber() };
    if (start !== undefined && start.state !== 'newer' && (await store.rename(name, mine))) taken.push(mine);
  }
  for (const file of unfinished) if (isEnded(file, writer, owners)) await store.removeFile(file);
  // Or else a disk that reorders could bring a segment back under its old name, beside the new one.
  if (taken.length > 0) await store.sync();
  return { segments: taken, findings };
}

type Owners = ReadonlyMap<string, { readonly owner: Owner | undefined; readonly count: number }>;

async function ownersOf(
  lease: Lease,
  writer: string,
  segments: readonly SegmentName[],
  unfinished: readonly string[],
): Promise<Owners> {
  const writers = [
    ...segments.map((name) => name.writer),
    ...unfinished.flatMap((name) => writerOfUnfinished(name) ?? []),
  ];
  const owners = new Map<string, { owner: Owner | undefined; count: number }>();
  for (const other of new Set(writers))
    if (other !== writer)
      owners.set(other, {
        owner: await lease.ownerOf(other),
        count: segments.filter((name) => name.writer === other).length,
      });
  return owners;
}

function isEnded(file: string, writer: string, owners: Owners): boolean {
  const other = writerOfUnfinished(file);
  return other !== undefined && other !== writer && owners.get(other)?.owner === undefined;
}
