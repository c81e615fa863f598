import { type Volume as Described, DescribeVolumesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { SourceError } from '@metta-dd/core';
import { VOLUME_STATES, type Volume } from '../rules/volumes.js';
import { firstTimes, listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

const PAGE_SIZE = 500;
const LIST = 'list the volumes';
const ATTACHED: ReadonlySet<string | undefined> = new Set(['attached', 'attaching', 'busy']);

/** All volumes of a region, one after the other, each once. */
export async function* readVolumes(
  caller: RegionCaller,
  client: EC2Client,
  { includeManaged }: { readonly includeManaged: boolean },
): AsyncGenerator<Volume> {
  const isNew = firstTimes();
  const listing = pages(caller.what(LIST), (token) =>
    caller.ask('ec2:DescribeVolumes', LIST, (options) =>
      client.send(
        new DescribeVolumesCommand({ MaxResults: PAGE_SIZE, IncludeManagedResources: includeManaged, ...token }),
        options,
      ),
    ),
  );
  for await (const { Volumes } of listing)
    for (const one of listOf(caller.what(LIST), Volumes)) {
      const volume = volumeOf(one, caller);
      if (isNew(volume.id)) yield volume;
    }
}

function volumeOf(described: Described, caller: RegionCaller): Volume {
  const { VolumeId: id, VolumeType: type, Size: sizeGiB, State, Attachments = [], Iops, Throughput } = described;
  const state = VOLUME_STATES.find((known) => known === State);
  if (id === undefined || type === undefined || sizeGiB === undefined || state === undefined)
    throw new SourceError(
      `cannot ${caller.what(LIST)}: ${id ?? 'a volume'} has the type ${type}, the size ${sizeGiB}, the state ${State}`,
    );
  return {
    id,
    type,
    state,
    attached: Attachments.some((attachment) => ATTACHED.has(attachment.State)),
    sizeGiB,
    ...(Iops !== undefined && { iops: Iops }),
    ...(Throughput !== undefined && { throughput: Throughput }),
  };
}
