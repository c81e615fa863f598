import { DescribeInstanceTypesCommand, type EC2Client, type InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { SourceError } from '@metta-dd/core';
import { gpusOf, type TypeFacts } from '../rules/type-facts.js';
import { listOf, pages } from './pages.js';
import type { RegionCaller } from './region-caller.js';

// Fewer than a filter may have: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
const NAMES_PER_CALL = 100;
const READ = 'read the instance types';

/** Facts by name of all the types; throws where AWS does not know one of them. */
export async function readInstanceTypes(
  caller: RegionCaller,
  client: EC2Client,
  names: readonly string[],
): Promise<ReadonlyMap<string, TypeFacts>> {
  const facts = new Map<string, TypeFacts>();
  for (let from = 0; from < names.length; from += NAMES_PER_CALL)
    for (const type of await listed(caller, client, names.slice(from, from + NAMES_PER_CALL)))
      facts.set(type.InstanceType ?? '', factsOf(type, caller));
  const missing = names.filter((name) => !facts.has(name));
  if (missing.length > 0)
    throw new SourceError(`cannot ${caller.what(READ)}: AWS says nothing of ${missing.join(', ')}`);
  return facts;
}

async function listed(caller: RegionCaller, client: EC2Client, names: readonly string[]): Promise<InstanceTypeInfo[]> {
  const types: InstanceTypeInfo[] = [];
  // As a parameter instead of a filter, one unknown name would fail the call for all.
  const named = { Filters: [{ Name: 'instance-type', Values: [...names] }] };
  const listing = pages(caller.what(READ), (token) =>
    caller.ask('ec2:DescribeInstanceTypes', READ, (options) =>
      client.send(new DescribeInstanceTypesCommand({ ...named, ...token }), options),
    ),
  );
  for await (const { InstanceTypes } of listing) types.push(...listOf(caller.what(READ), InstanceTypes));
  return types;
}

function factsOf(type: InstanceTypeInfo, caller: RegionCaller): TypeFacts {
  const { InstanceType: name, VCpuInfo, GpuInfo, NeuronInfo, InferenceAcceleratorInfo, FpgaInfo } = type;
  const gpus = gpusOf(
    (GpuInfo?.Gpus ?? []).map(({ Count, LogicalGpuCount, GpuPartitionSize }) => ({
      count: Count,
      logicalCount: LogicalGpuCount,
      partitionSize: GpuPartitionSize,
    })),
  );
  const vcpus = VCpuInfo?.DefaultVCpus;
  if (name === undefined || vcpus === undefined || gpus === undefined)
    throw new SourceError(`cannot ${caller.what(READ)}: the vCPUs or GPUs of ${name ?? 'a type'} are missing`);
  const others = [NeuronInfo, InferenceAcceleratorInfo, FpgaInfo, type.MediaAcceleratorInfo];
  return { vcpus, gpus, accelerated: gpus > 0 || others.some((info) => info !== undefined) };
}
