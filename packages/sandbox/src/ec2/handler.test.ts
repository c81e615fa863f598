import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { afterEach, describe, expect, it } from 'vitest';
import { dig } from '../../test/dig.js';
import { EXTERNAL_ID, generateAwsWorld, ROLE_NAME } from './generate/generate-aws-world.js';
import { awsHandler } from './handler.js';
import type { AwsOptions } from './options.js';

const AT = new Date('2025-10-23T18:36:00Z');
const DAY_BEFORE = new Date('2025-10-22T00:00:00Z');
const KEY = 'AKIATEST';
const world = generateAwsWorld({ at: AT, seed: 1 });
const [home, other] = world.accounts;

const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

async function started(options: Partial<AwsOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn({
    handler: awsHandler(world, { keys: { [KEY]: home?.id ?? '' }, ...options }),
    now: AT,
  });
  running.push(standIn);
  return standIn;
}

const signed = (service: string, key: string, region: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20251023/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-date': '20301231T235900Z',
});

async function form(
  { url }: StandIn,
  parameters: Readonly<Record<string, string>>,
  { service = 'ec2', key = KEY, region = 'us-east-1' } = {},
) {
  const headers = signed(service, key, region);
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(parameters) });
  return { status: answer.status, text: await answer.text() };
}

async function json({ url }: StandIn, service: string, target: string, body: object) {
  const headers = { ...signed(service, KEY, 'us-east-1'), 'x-amz-target': target };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

const count = (text: string, element: string) => text.split(`<${element}>`).length - 1;

describe('EC2', () => {
  it('pages a listing and refuses the token of another', async () => {
    const standIn = await started();

    const first = await form(standIn, {
      Action: 'DescribeInstances',
      MaxResults: '25',
      IncludeManagedResources: 'true',
    });
    const rest = await form(standIn, {
      Action: 'DescribeInstances',
      NextToken: 'instances.25',
      IncludeManagedResources: 'true',
    });
    const wrong = await form(standIn, { Action: 'DescribeVolumes', NextToken: 'instances.25' });

    expect([count(first.text, 'reservationId'), count(rest.text, 'reservationId')]).toEqual([25, 15]);
    expect(first.text).toContain('<nextToken>instances.25</nextToken>');
    expect(rest.text).not.toContain('nextToken');
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('<Code>InvalidNextToken</Code>')]);
  });

  it('hides what AWS services manage unless it is asked for', async () => {
    const standIn = await started();
    const managed = home?.regions[0]?.volumes.filter(({ managedBy }) => managedBy !== undefined).length ?? 0;

    const all = await form(standIn, { Action: 'DescribeVolumes', IncludeManagedResources: 'true' });
    const own = await form(standIn, { Action: 'DescribeVolumes' });

    expect(managed).toBeGreaterThan(0);
    expect(count(all.text, 'createTime') - count(own.text, 'createTime')).toBe(managed);
  });

  it('lists the public snapshots of others unless an owner is named', async () => {
    const standIn = await started();

    const all = await form(standIn, { Action: 'DescribeSnapshots' });
    const own = await form(standIn, { Action: 'DescribeSnapshots', 'Owner.1': 'self' });

    expect(count(all.text, 'snapshotId') - count(own.text, 'snapshotId')).toBe(1);
  });

  it('fails for all types where one does not exist, but not in a filter', async () => {
    const standIn = await started();
    const Action = 'DescribeInstanceTypes';

    const named = await form(standIn, { Action, 'InstanceType.1': 'm5.large', 'InstanceType.2': 'x9.huge' });
    const filtered = await form(standIn, {
      Action,
      'Filter.1.Name': 'instance-type',
      'Filter.1.Value.1': 'm5.large',
      'Filter.1.Value.2': 'x9.huge',
    });

    expect(named.text).toContain('<Code>InvalidInstanceType</Code>');
    expect(count(filtered.text, 'instanceType')).toBe(1);
  });

  it('gives the spot price in force where both ends of the time are one', async () => {
    const standIn = await started();
    const time = AT.toISOString();

    const { text } = await form(standIn, {
      Action: 'DescribeSpotPriceHistory',
      StartTime: time,
      EndTime: time,
      'Filter.1.Name': 'instance-type',
      'Filter.1.Value.1': 'm5.large',
    });

    const zones = [...text.matchAll(/<availabilityZone>([^<]+)/g)].map(([, zone]) => zone);
    expect(new Set(zones).size).toBe(3);
    expect(text).toContain('<timestamp>2025-10-23T11:36:00.000Z</timestamp>');
  });
});

describe('permissions', () => {
  it('refuses unknown keys, regions that are off and denied actions, each service in its own words', async () => {
    const standIn = await started({ denied: ['ec2:DescribeVolumes', 'cloudwatch:*'] });

    const answers = [
      await form(standIn, { Action: 'DescribeInstances' }, { key: 'AKIAOTHER' }),
      await form(standIn, { Action: 'DescribeInstances' }, { region: 'ap-east-1' }),
      await form(standIn, { Action: 'DescribeVolumes' }),
    ];
    const denied = await json(standIn, 'monitoring', 'GraniteServiceVersion20100801.ListMetrics', {});

    expect(answers.map(({ status, text }) => [status, /<Code>(\w+)/.exec(text)?.[1]])).toEqual([
      [401, 'AuthFailure'],
      [401, 'AuthFailure'],
      [403, 'UnauthorizedOperation'],
    ]);
    expect([denied.status, denied.body]).toEqual([400, expect.objectContaining({ __type: 'AccessDeniedException' })]);
  });

  it('hands out credentials of a role, which live by the clock of the caller', async () => {
    const standIn = await started();
    const asked = {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: `arn:aws:iam::${other?.id}:role/${ROLE_NAME}`,
      RoleSessionName: 'test',
    };

    const stranger = await form(standIn, asked, { service: 'sts' });
    const { text } = await form(standIn, { ...asked, ExternalId: EXTERNAL_ID }, { service: 'sts' });
    const key = /<AccessKeyId>(\w+)/.exec(text)?.[1] ?? '';
    const identity = await form(standIn, { Action: 'GetCallerIdentity' }, { service: 'sts', key });

    expect(stranger.text).toContain('<Code>AccessDenied</Code>');
    expect(text).toContain('<Expiration>2031-01-01T00:59:00.000Z</Expiration>');
    expect(identity.text).toContain(`<Account>${other?.id}</Account>`);
  });

  it('leaves what is not signed, or not known, to nobody', async () => {
    const standIn = await started();

    const unsigned = await fetch(standIn.url, { method: 'POST', body: 'Action=DescribeInstances' });
    const unknown = await form(standIn, { Action: 'RunInstances' });

    expect([unsigned.status, unknown.status]).toEqual([404, 404]);
    expect(standIn.unexpected).toHaveLength(2);
  });
});

describe('CloudWatch and the price list', () => {
  it('spreads a metric over pages and says that the data is partial', async () => {
    const standIn = await started({ pointsPerPage: 20 });
    const metric = home?.regions[0]?.metrics.find(
      ({ name, hour }) => name === 'CPUUtilization' && hour(DAY_BEFORE) !== undefined,
    );
    const Dimensions = [{ Name: 'InstanceId', Value: metric?.dimensions.InstanceId }];
    const Metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions };
    const hour = Date.UTC(2025, 9, 23, 18) / 1000;
    const asked = {
      StartTime: hour - 24 * 3600,
      EndTime: hour,
      MetricDataQueries: [{ Id: 'm0', MetricStat: { Metric, Period: 3600, Stat: 'Average' } }],
    };
    const target = 'GraniteServiceVersion20100801.GetMetricData';

    const first = await json(standIn, 'monitoring', target, asked);
    const second = await json(standIn, 'monitoring', target, { ...asked, NextToken: dig(first.body, 'NextToken') });

    const results = [first, second].map(({ body }) => body);
    expect(results.map((body) => dig(body, 'MetricDataResults.*.StatusCode'))).toEqual([['PartialData'], ['Complete']]);
    expect(results.map((body) => [dig(body, 'MetricDataResults.*.Values')].flat(3).length)).toEqual([20, 4]);
  });

  it('lists products as texts of JSON that fit all filters', async () => {
    const standIn = await started();
    const filters = { regionCode: 'us-east-1', instanceType: 'm5.large', operation: 'RunInstances', tenancy: 'Shared' };
    const Filters = Object.entries(filters).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value }));

    const { body } = await json(standIn, 'pricing', 'AWSPriceListService.GetProducts', { Filters });

    const products = [dig(body, 'PriceList')].flat().map((item) => JSON.parse(String(item)));
    expect(dig(products, '*.product.attributes.usagetype')).toEqual([
      'BoxUsage:m5.large',
      'UnusedBox:m5.large',
      'Reservation:m5.large',
    ]);
  });
});

describe('the generated world', () => {
  it('is the same for the same seed and another for another', () => {
    const shape = (seed: number) => JSON.stringify(generateAwsWorld({ at: AT, seed }).accounts);

    expect(shape(1)).toBe(shape(1));
    expect(shape(1)).not.toBe(shape(2));
  });
});
