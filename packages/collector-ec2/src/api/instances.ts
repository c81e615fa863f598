import { type Instance as Described, DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { SourceError } from '@metta-dd/core';
import { INSTANCE_STATES, type Instance } from '../rules/instance.js';
import { firstTimes, listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

// An instance is about 5 kB of XML and ten times that as objects: small pages keep the peak of memory flat.
const PAGE_SIZE = 200;
const LIST = 'list the instances';

/** All instances of a region, each once. */
export async function readInstances(
  caller: RegionCaller,
  client: EC2Client,
  { includeManaged }: { readonly includeManaged: boolean },
): Promise<readonly Instance[]> {
  const rows: Instance[] = [];
  const isNew = firstTimes();
  const listing = pages(caller.what(LIST), (token) =>
    caller.ask('ec2:DescribeInstances', LIST, (options) =>
      client.send(
        new DescribeInstancesCommand({ MaxResults: PAGE_SIZE, IncludeManagedResources: includeManaged, ...token }),
        options,
      ),
    ),
  );
  for await (const { Reservations } of listing)
    for (const { Instances = [] } of listOf(caller.what(LIST), Reservations))
      for (const one of Instances) {
        const row = detached(rowOf(one, caller));
        if (isNew(row.id)) rows.push(row);
      }
  return rows;
}

function rowOf(described: Described, caller: RegionCaller): Instance {
  const { InstanceId: id, InstanceType: type, State, InstanceLifecycle: lifecycle, LaunchTime } = described;
  const { Placement = {}, PlatformDetails: platform, UsageOperation: usageOperation, CpuOptions } = described;
  const state = INSTANCE_STATES.find((known) => known === State?.Name);
  if (id === undefined || type === undefined || state === undefined)
    throw new SourceError(
      `cannot ${caller.what(LIST)}: ${id ?? 'an instance'} has the type ${type} and the state ${State?.Name}`,
    );
  const attached = described.NetworkInterfaces?.find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.Attachment;
  const vcpus = CpuOptions?.CoreCount && CpuOptions.ThreadsPerCore && CpuOptions.CoreCount * CpuOptions.ThreadsPerCore;
  return {
    id,
    type,
    state,
    ...(lifecycle !== undefined && { lifecycle }),
    ...(LaunchTime !== undefined && { launchedAt: LaunchTime.getTime() }),
    ...(attached?.AttachTime !== undefined && { createdAt: attached.AttachTime.getTime() }),
    ...(Placement.AvailabilityZone !== undefined && { zone: Placement.AvailabilityZone }),
    ...(Placement.Tenancy !== undefined && { tenancy: Placement.Tenancy }),
    ...(platform !== undefined && { platform }),
    ...(usageOperation !== undefined && { usageOperation }),
    ...(vcpus && { vcpus }),
  };
}

// A text cut out of the answer keeps the whole answer in memory; a copy does not.
function detached<Row>(row: Row): Row {
  return structuredClone(row);
}
