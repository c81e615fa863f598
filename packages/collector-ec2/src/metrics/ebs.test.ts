import { noDataOf } from '@metta-dd/test-kit';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, valuesOf } from '../../test/collected.js';
import { snapshots, volumes, world } from '../../test/world.js';

const clouds = new Clouds();
const wants = (metric: string) => metric.startsWith('ec2.ebs.');

afterAll(() => clouds.close());

test('counts volumes and their sizes, and only the snapshots of one’s own', async () => {
  const held = (state: string) => ({ state: 'in-use', attachments: [{ instanceId: 'i-1', state }] });
  const cloud = await clouds.start(
    world({
      volumes: volumes(
        held('attached'),
        held('attaching'),
        held('detaching'),
        { state: 'available', sizeGiB: 7 },
        { state: 'creating' },
        { state: 'error' },
        { state: 'deleting' },
        { state: 'deleted' },
      ),
      snapshots: snapshots({}, { state: 'pending', volumeGiB: 8 }, { state: 'error' }, { ownerId: '679593333241' }),
    }),
  );

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({
    'ec2.ebs.volumes.total': 6,
    'ec2.ebs.volumes.attached': 2,
    'ec2.ebs.volumes.unattached': 1,
    'ec2.ebs.volumes.size_gb': 507,
    'ec2.ebs.snapshots.total': 2,
    'ec2.ebs.snapshots.size_gb': 108,
  });
});

test('what is switched off is no data with that reason, and is not asked for', async () => {
  const cloud = await clouds.start(world({ volumes: volumes({}) }));

  const report = await collected(cloud, { wants, config: { ebs: false, snapshots: false } });

  expect(report.series).toEqual([]);
  expect(new Set(Object.values(noDataOf(report)))).toEqual(
    new Set(['volumes are not read: ebs is false', 'snapshots are not read: snapshots is false']),
  );
  expect(report.requests).toBe(2);
});

test('one denied call of many takes its metrics, and names the action and whom to allow it', async () => {
  const cloud = await clouds.start(world({ volumes: volumes({}), snapshots: snapshots({}) }), {
    denied: ['ec2:DescribeSnapshots'],
  });

  const report = await collected(cloud, { wants });

  expect(report.failures).toEqual([
    {
      reason: expect.stringMatching(
        /^cannot fetch snapshots: cannot list the snapshots of 751442549699 in us-east-1: 403 UnauthorizedOperation: You are not authorized/,
      ),
      hint: 'allow ec2:DescribeSnapshots on "*" to arn:aws:iam::751442549699:user/metta',
      authentication: true,
      metrics: ['ec2.ebs.snapshots.total', 'ec2.ebs.snapshots.size_gb'],
      target: { account_id: '751442549699', region: 'us-east-1' },
    },
  ]);
  expect(valuesOf(report)['ec2.ebs.volumes.total']).toBe(1);
});

test('a volume in a state that nobody knows is a failure', async () => {
  const cloud = await clouds.start(world({ volumes: volumes({ state: 'melted' }) }));

  const report = await collected(cloud, { wants });

  expect(Object.values(failedOf(report))).toEqual([
    ['ec2.ebs.volumes.total', 'ec2.ebs.volumes.attached', 'ec2.ebs.volumes.unattached', 'ec2.ebs.volumes.size_gb'],
  ]);
});

test('an answer without a list is a failure, not an empty list', async () => {
  const cloud = await clouds.start(world({}));
  cloud.faults.add({
    match: { body: 'Action=DescribeVolumes' },
    status: 200,
    body: '<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"></DescribeVolumesResponse>',
  });

  const report = await collected(cloud, { wants });

  expect(Object.keys(failedOf(report))).toEqual([
    'cannot fetch volumes: cannot list the volumes of 751442549699 in us-east-1: the answer has no list',
  ]);
});
