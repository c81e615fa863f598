import { noDataOf } from '@metta-dd/test-kit';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, valuesOf } from '../../test/collected.js';
import { hoursAgo, instances, world } from '../../test/world.js';

const clouds = new Clouds();
const wants = (metric: string) => metric.startsWith('ec2.instances.') && !/idle|_count/.test(metric);

afterAll(() => clouds.close());

test('counts what is live by state and lifecycle, and never what is terminated', async () => {
  const cloud = await clouds.start(
    world({
      instances: instances(
        {},
        { state: 'pending', lifecycle: 'spot' },
        { state: 'stopping' },
        { state: 'stopped', lifecycle: 'scheduled' },
        { lifecycle: 'interruptible-capacity-reservation', type: 'p5.48xlarge' },
        { state: 'shutting-down', lifecycle: 'spot' },
        { state: 'terminated' },
      ),
    }),
  );

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({
    'ec2.instances.total': 5,
    'ec2.instances.running': 2,
    'ec2.instances.stopped': 1,
    'ec2.instances.spot': 1,
    'ec2.instances.ondemand': 2,
    'ec2.instances.other_lifecycle': 2,
    'ec2.instances.by_type{instance_type:m5.large,lifecycle:ondemand}': 1,
    'ec2.instances.by_type{instance_type:p5.48xlarge,lifecycle:interruptible-capacity-reservation}': 1,
    'ec2.instances.avg_age_days': 10,
    'ec2.instances.oldest_age_days': 10,
  });
});

test('tells no age and no type where nothing runs', async () => {
  const cloud = await clouds.start(world({ instances: instances({ state: 'stopped' }) }));

  const report = await collected(cloud, { wants });

  expect(noDataOf(report)).toEqual({
    'ec2.instances.by_type': 'the source has none',
    'ec2.instances.avg_age_days': 'no instance is running',
    'ec2.instances.oldest_age_days': 'no instance is running',
  });
});

test('counts the age from the first launch where that is asked for', async () => {
  const times = [{ launchedAt: hoursAgo(12), createdAt: hoursAgo(72) }, { createdAt: hoursAgo(24) }];
  const cloud = await clouds.start(world({ instances: instances(...times) }));

  const values = valuesOf(await collected(cloud, { wants, config: { ageBasis: 'created' } }));

  expect([values['ec2.instances.avg_age_days'], values['ec2.instances.oldest_age_days']]).toEqual([2, 3]);
});

test('leaves out what AWS services manage where that is asked for', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, { managedBy: 'eks.amazonaws.com' }) }));

  const all = valuesOf(await collected(cloud, { wants }));
  const own = valuesOf(await collected(cloud, { wants, config: { includeManaged: false } }));

  expect([all['ec2.instances.total'], own['ec2.instances.total']]).toEqual([2, 1]);
});

test('a state that nobody knows is a failure, since it may be live or not', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, { state: 'hibernated' }) }));

  const report = await collected(cloud, { wants });

  expect(report.series).toEqual([]);
  expect(Object.keys(failedOf(report))).toEqual([
    'cannot fetch instances: cannot list the instances of 751442549699 in us-east-1: i-00000000000000002 has the type m5.large and the state hibernated',
  ]);
});

test('an instance without a launch time takes only the ages', async () => {
  const cloud = await clouds.start(world({ instances: instances({}) }));
  cloud.faults.add({
    match: { body: 'Action=DescribeInstances&' },
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceType>m5.large</instanceType><instanceState><name>running</name></instanceState></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
  });

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)['ec2.instances.running']).toBe(1);
  expect(failedOf(report)).toEqual({
    'cannot fetch ages: cannot tell the age of i-1: AWS gives no time for it (ageBasis launch)': [
      'ec2.instances.avg_age_days',
      'ec2.instances.oldest_age_days',
    ],
  });
});
