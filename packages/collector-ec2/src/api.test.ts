import { EXTERNAL_ID } from '@metta-dd/sandbox';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, operationsOf, SECRETS, valuesOf } from '../test/collected.js';
import { ACCOUNT, AT, accounts, instances, OTHER_ACCOUNT, ROLE, snapshots, volumes, world } from '../test/world.js';

const clouds = new Clouds();
const role = { roleArn: ROLE, externalId: EXTERNAL_ID };
const region = { instances: instances({}), volumes: volumes({}), snapshots: snapshots({}) };
const wants = (metric: string) => metric === 'ec2.instances.total';
const everywhere = accounts({
  [ACCOUNT]: { 'us-east-1': region, 'eu-central-1': { instances: instances({}, {}) } },
  [OTHER_ACCOUNT]: { 'us-west-2': { instances: instances({}, {}, {}) } },
});

afterAll(() => clouds.close());

test('reads every enabled region of every account, each with its own tags', async () => {
  const cloud = await clouds.start(everywhere);

  const report = await collected(cloud, { wants, config: { accounts: [{}, role] } });

  expect(report.series.map(({ tags, points }) => [tags, points[0]?.[1]])).toEqual([
    [['account_id:751442549699', 'region:eu-central-1'], 2],
    [['account_id:751442549699', 'region:us-east-1'], 1],
    [['account_id:318903465772', 'region:us-west-2'], 3],
  ]);
});

test('reads only the regions that are listed, for all accounts or for one', async () => {
  const cloud = await clouds.start(everywhere);
  const config = { regions: ['us-east-1'], accounts: [{}, { ...role, regions: ['us-west-2'] }] };

  const report = await collected(cloud, { wants, config });

  expect(report.series.map(({ tags }) => tags[1])).toEqual(['region:us-east-1', 'region:us-west-2']);
  expect(operationsOf(cloud)).toEqual({ GetCallerIdentity: 1, AssumeRole: 1, DescribeInstances: 2 });
});

test('asks what it needs, once', async () => {
  const cloud = await clouds.start(world(region));

  const report = await collected(cloud);

  expect(report.state).toBe('ok');
  expect(operationsOf(cloud)).toEqual({
    GetCallerIdentity: 1,
    DescribeRegions: 1,
    DescribeInstances: 1,
    DescribeInstanceTypes: 1,
    DescribeVolumes: 1,
    DescribeSnapshots: 1,
    GetMetricData: 1,
    GetProducts: 4,
  });
  expect(report.requests).toBe(11);
});

test('counts a row once that stands on two pages, as in a list that changes while it is read', async () => {
  const [first = [], second = [], third = []] = [instances({}, {}), volumes({}, {}), snapshots({}, {})];
  const twice = { instances: [...first, ...first.slice(1)], volumes: [...second, ...second.slice(1)] };
  const cloud = await clouds.start(world({ ...twice, snapshots: [...third, ...third.slice(1)] }), { pageSize: 2 });

  const values = valuesOf(await collected(cloud));

  expect(values).toMatchObject({
    'ec2.instances.total': 2,
    'ec2.ebs.volumes.total': 2,
    'ec2.ebs.volumes.size_gb': 200,
    'ec2.ebs.snapshots.total': 2,
    'ec2.ebs.snapshots.size_gb': 200,
  });
});

test('an account that cannot be opened fails alone, and its hint says whom to trust', async () => {
  const cloud = await clouds.start(everywhere);

  const report = await collected(cloud, { wants, config: { accounts: [{}, { roleArn: ROLE }] } });

  expect(report.series.map(({ tags }) => tags)).toHaveLength(2);
  expect(report.failures).toEqual([
    {
      reason: `cannot assume the role ${ROLE}: 403 AccessDenied: User: arn:aws:iam::751442549699:user/metta is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
      hint: 'allow sts:AssumeRole on "*" to the credentials of this process, and let the role trust them',
      authentication: true,
      metrics: ['ec2.instances.total'],
      target: { account_id: OTHER_ACCOUNT, region: 'us-east-1' },
    },
  ]);
});

test('a region that fails leaves the others alone', async () => {
  const cloud = await clouds.start(everywhere);
  const config = { regions: ['us-east-1', 'ap-east-1'] };

  const report = await collected(cloud, { config });

  expect(valuesOf(report)['ec2.instances.total']).toBe(1);
  expect(new Set(report.failures.map(({ target }) => target?.region))).toEqual(new Set(['ap-east-1']));
  expect(report.failures[0]?.hint).toBe(
    'check the credentials of arn:aws:iam::751442549699:user/metta; AWS answers so in a region that is switched off, too',
  );
});

test('wrong credentials fail every metric as a matter of authentication', async () => {
  const cloud = await clouds.start(everywhere);

  const report = await collected(cloud, { secrets: { ...SECRETS, accessKeyId: 'AKIAUNKNOWN' } });

  expect(report.failures).toEqual([
    {
      reason:
        'cannot ask AWS whose the credentials are: 403 InvalidClientTokenId: The security token included in the request is invalid.',
      hint: expect.stringContaining('check the credentials of this process'),
      authentication: true,
      metrics: expect.arrayContaining(['ec2.instances.total', 'ec2.cost.monthly_estimate']),
    },
  ]);
});

test('an account that is not the one of the credentials is refused', async () => {
  const cloud = await clouds.start(everywhere);

  const report = await collected(cloud, { wants, config: { accounts: [{ id: '111111111111' }] } });

  expect(Object.keys(failedOf(report))).toEqual([
    'cannot read the account 111111111111: the credentials are those of 751442549699',
  ]);
});

test('credentials that expire in mid-run fail what is asked after, and nothing before', async () => {
  const cloud = await clouds.start(world(region));
  cloud.faults.add({
    match: { body: 'Action=DescribeVolumes' },
    status: 400,
    body: '<Response><Errors><Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error></Errors></Response>',
  });

  const report = await collected(cloud);

  expect(valuesOf(report)['ec2.instances.total']).toBe(1);
  expect(report.failures.map(({ hint, metrics }) => [hint, metrics])).toEqual([
    [
      'sign in again: the credentials of arn:aws:iam::751442549699:user/metta have expired',
      expect.arrayContaining(['ec2.ebs.volumes.total', 'ec2.cost.monthly_estimate']),
    ],
  ]);
});

test('an endless loop of pages is a failure', async () => {
  const cloud = await clouds.start(world(region));
  const loop = '<DescribeInstancesResponse><reservationSet/><nextToken>again</nextToken></DescribeInstancesResponse>';
  cloud.faults.add({ match: { body: 'Action=DescribeInstances&' }, status: 200, body: loop });

  const report = await collected(cloud, { wants });

  expect(Object.keys(failedOf(report))).toEqual([
    'cannot fetch instances: cannot list the instances of 751442549699 in us-east-1: the same page token came twice after 2 pages',
  ]);
});

test('half an answer is a failure, wherever it breaks off', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, {}, {}) }));
  const match = { body: 'Action=DescribeInstances&' };
  cloud.faults.add({ match, cut: 900, times: 1 });
  cloud.faults.add({ match, truncate: 900, times: 1 });
  cloud.faults.add({ match, truncate: 900, reset: true, times: 1 });

  const reports = [
    await collected(cloud, { wants }),
    await collected(cloud, { wants }),
    await collected(cloud, { wants }),
  ];

  expect(reports.map(({ series }) => series)).toEqual([[], [], []]);
  expect(reports.map((report) => Object.keys(failedOf(report))[0])).toEqual([
    expect.stringContaining('the answer breaks off'),
    expect.stringContaining('cannot list the instances of 751442549699 in us-east-1: '),
    expect.stringContaining('cannot list the instances of 751442549699 in us-east-1: '),
  ]);
  cloud.verify();
});

test('what is lost on the way or throttled is asked again', async () => {
  const cloud = await clouds.start(world({ instances: instances({}) }));
  const match = { body: 'Action=DescribeInstances&' };
  cloud.faults.add({ match, status: 502, body: '<html>Bad Gateway</html>', times: 1 });
  cloud.faults.add({ match, reset: true, times: 1 });
  cloud.faults.add({ match, truncate: 400, times: 1 });

  const report = await collected(cloud, { wants, config: { maxAttempts: 4 } });

  expect(valuesOf(report)).toEqual({ 'ec2.instances.total': 1 });
  expect(operationsOf(cloud).DescribeInstances).toBe(4);
});

test('a message never shows what AWS quotes of a signature, or a policy of a kilobyte', async () => {
  const cloud = await clouds.start(world(region));
  const message = `You are not authorized. Encoded authorization failure message: ${'a1'.repeat(500)}`;
  const signature = 'The signature does not match.\n\nThe Canonical String was\nx-amz-security-token:secret-session';
  const error = (code: string, text: string) =>
    `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors></Response>`;
  cloud.faults.add({
    match: { body: 'Action=DescribeVolumes' },
    status: 403,
    body: error('UnauthorizedOperation', message),
  });
  cloud.faults.add({
    match: { body: 'Action=DescribeSnapshots' },
    status: 403,
    body: error('SignatureDoesNotMatch', signature),
  });

  const report = await collected(cloud, { wants: (metric) => metric.startsWith('ec2.ebs.') });

  expect(Object.keys(failedOf(report))).toEqual([
    'cannot fetch volumes: cannot list the volumes of 751442549699 in us-east-1: 403 UnauthorizedOperation: You are not authorized.',
    'cannot fetch snapshots: cannot list the snapshots of 751442549699 in us-east-1: 403 SignatureDoesNotMatch: The signature does not match.',
  ]);
});

test('for another time than AWS has, the present state is no data', async () => {
  const cloud = await clouds.start(world(region));

  const report = await collected(cloud, { startedAt: new Date(AT.getTime() - 3_600_000) });

  expect([report.series, report.failures]).toEqual([[], []]);
  expect(new Set(report.noData.map(({ reason }) => reason))).toEqual(
    new Set([
      "it is the present state, and the run's clock (2025-10-23T17:36:00.000Z) is 60 minutes behind the source's",
    ]),
  );
});
