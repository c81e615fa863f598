import { type Snapshot as Described, DescribeSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { SourceError } from '@metta-dd/core';
import { firstTimes, listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
const PAGE_SIZE = 1000;
const LIST = 'list the snapshots';
const STATES = ['pending', 'completed', 'error', 'recoverable', 'recovering'] as const;

/** A snapshot of the account's own. */
export interface Snapshot {
  readonly state: (typeof STATES)[number];
  /** Size of the volume it was made from. */
  readonly volumeGiB: number;
}

/** All snapshots that the account owns in a region, one after the other, each once. */
export async function* readSnapshots(caller: RegionCaller, client: EC2Client): AsyncGenerator<Snapshot> {
  const isNew = firstTimes();
  const listing = pages(caller.what(LIST), (token) =>
    caller.ask('ec2:DescribeSnapshots', LIST, (options) =>
      // Without an owner AWS lists every public snapshot there is.
      client.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], MaxResults: PAGE_SIZE, ...token }), options),
    ),
  );
  for await (const { Snapshots } of listing)
    for (const one of listOf(caller.what(LIST), Snapshots)) {
      const { id, ...snapshot } = snapshotOf(one, caller);
      if (isNew(id)) yield snapshot;
    }
}

function snapshotOf({ SnapshotId: id, State, VolumeSize }: Described, caller: RegionCaller) {
  const state = STATES.find((known) => known === State);
  if (id === undefined || state === undefined || VolumeSize === undefined)
    throw new SourceError(
      `cannot ${caller.what(LIST)}: ${id ?? 'a snapshot'} has the state ${State}, the size ${VolumeSize}`,
    );
  return { id, state, volumeGiB: VolumeSize };
}
