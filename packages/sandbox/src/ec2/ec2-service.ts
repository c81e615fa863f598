import { type AwsCall, regionOf } from './call.js';
import { instanceItem, snapshotItem, spotPriceItem, typeItem, volumeItem } from './ec2-items.js';
import type { AwsOptions } from './options.js';
import { pageOf } from './paging.js';
import { AwsRefusal } from './refusal.js';
import type { AwsWorld } from './world.js';
import type { Content } from './xml.js';

// The largest pages: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
const LARGEST = { instances: 1000, types: 100, volumes: 1000, snapshots: 1000, spotPrices: 1000 };

/** The answer of one operation of EC2, without its request id; `undefined` for an operation that is not known. */
export function answerEc2(call: AwsCall, world: AwsWorld, options: AwsOptions): Record<string, Content> | undefined {
  switch (call.operation) {
    case 'DescribeRegions':
      return { regionInfo: regions(call) };
    case 'DescribeInstances':
      return instances(call, options);
    case 'DescribeInstanceTypes':
      return instanceTypes(call, world, options);
    case 'DescribeVolumes':
      return volumes(call, options);
    case 'DescribeSnapshots':
      return snapshots(call, options);
    case 'DescribeSpotPriceHistory':
      return spotPrices(call, options);
    default:
      return undefined;
  }
}

function regions({ account, form }: AwsCall): Content {
  return account.regions
    .filter(({ optInStatus }) => form.get('AllRegions') === 'true' || optInStatus !== 'not-opted-in')
    .map(({ name, optInStatus }) => ({
      regionName: name,
      regionEndpoint: `ec2.${name}.amazonaws.com`,
      optInStatus,
    }));
}

function instances(call: AwsCall, options: AwsOptions): Record<string, Content> {
  const { rows, nextToken } = page(call, options, 'instances', shown(call, regionOf(call).instances));
  const reservationSet = rows.map((instance) => ({
    reservationId: instance.id.replace('i-', 'r-'),
    ownerId: call.account.id,
    groupSet: [],
    instancesSet: [instanceItem(instance, call.account.id)],
  }));
  return { reservationSet, nextToken };
}

function instanceTypes(call: AwsCall, { types }: AwsWorld, options: AwsOptions): Record<string, Content> {
  const names = listed(call, 'InstanceType');
  const unknown = names.filter((name) => !types.some((type) => type.name === name));
  if (unknown.length > 0)
    throw new AwsRefusal(
      400,
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  const wanted = filterValues(call, 'instance-type');
  const found = types.filter(
    ({ name }) => (names.length === 0 || names.includes(name)) && (wanted === undefined || wanted.includes(name)),
  );
  const { rows, nextToken } = page(call, options, 'types', found);
  return { instanceTypeSet: rows.map(typeItem), nextToken };
}

function volumes(call: AwsCall, options: AwsOptions): Record<string, Content> {
  const { rows, nextToken } = page(call, options, 'volumes', shown(call, regionOf(call).volumes));
  return { volumeSet: rows.map(volumeItem), nextToken };
}

function snapshots(call: AwsCall, options: AwsOptions): Record<string, Content> {
  const owners = listed(call, 'Owner').map((owner) => (owner === 'self' ? call.account.id : owner));
  const visible = regionOf(call).snapshots.filter(({ ownerId }) => owners.length === 0 || owners.includes(ownerId));
  const { rows, nextToken } = page(call, options, 'snapshots', visible);
  return { snapshotSet: rows.map(snapshotItem), nextToken };
}

/** With a start, also the last change of each price before it, which is the price in force then. */
function spotPrices(call: AwsCall, options: AwsOptions): Record<string, Content> {
  const start = timeOf(call, 'StartTime') ?? new Date(0);
  const end = timeOf(call, 'EndTime') ?? new Date(8.64e15);
  const types = filterValues(call, 'instance-type') ?? listed(call, 'InstanceType');
  const products = listed(call, 'ProductDescription');
  const asked = regionOf(call).spotPrices.filter(
    ({ type, product, at }) =>
      (types.length === 0 || types.includes(type)) &&
      (products.length === 0 || products.includes(product)) &&
      at <= end,
  );
  const groups = Map.groupBy(asked, ({ zone, type, product }) => `${zone} ${type} ${product}`);
  const found = [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => b.at.getTime() - a.at.getTime());
    const before = sorted.find(({ at }) => at <= start);
    return [...sorted.filter(({ at }) => at > start), ...(before === undefined ? [] : [before])];
  });
  const { rows, nextToken } = page(call, options, 'spotPrices', found);
  return { spotPriceHistorySet: rows.map(spotPriceItem), nextToken: nextToken ?? '' };
}

function page<Row>(call: AwsCall, options: AwsOptions, listing: keyof typeof LARGEST, all: readonly Row[]) {
  const asked = call.form.get('MaxResults');
  if (asked !== null && Number(asked) < 5)
    throw new AwsRefusal(400, 'InvalidParameterValue', `Value ( ${asked} ) for parameter maxResults is invalid.`);
  // Real AWS has no page without MaxResults below its own limits either; a smaller one is for tests.
  const size = Math.min(Number(asked ?? LARGEST[listing]), LARGEST[listing], options.pageSize ?? LARGEST[listing]);
  return pageOf(all, { listing, token: call.form.get('NextToken') ?? undefined, size });
}

function shown<Row extends { readonly managedBy?: string }>({ form }: AwsCall, all: readonly Row[]): readonly Row[] {
  return form.get('IncludeManagedResources') === 'true' ? all : all.filter(({ managedBy }) => managedBy === undefined);
}

function timeOf({ form }: AwsCall, name: string): Date | undefined {
  const text = form.get(name);
  return text === null ? undefined : new Date(text);
}

/** The values `name.1`, `name.2`, … */
function listed({ form }: AwsCall, name: string): string[] {
  const numbered = new RegExp(`^${name}\\.\\d+$`);
  return [...form].flatMap(([key, value]) => (numbered.test(key) ? [value] : []));
}

function filterValues(call: AwsCall, filter: string): string[] | undefined {
  const key = [...call.form].find(([name, value]) => /^Filter\.\d+\.Name$/.test(name) && value === filter)?.[0];
  return key === undefined ? undefined : listed(call, key.replace(/Name$/, 'Value'));
}
