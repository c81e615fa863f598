import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, valuesOf } from '../../test/collected.js';
import { instances, world } from '../../test/world.js';

const clouds = new Clouds();
const wants = (metric: string) => /gpu_count|cpu_count|capacity\.(gpus|vcpus)/.test(metric);

afterAll(() => clouds.close());

test('counts instances with GPUs and without any accelerator, and sums GPUs and vCPUs', async () => {
  const cloud = await clouds.start(
    world({
      instances: instances(
        { type: 'g5.12xlarge', cores: 24 },
        { type: 'g6f.large' },
        { type: 'inf2.xlarge', cores: 2 },
        { type: 'f2.6xlarge', cores: 12 },
        { type: 'm5.4xlarge', cores: 8, threadsPerCore: 1 },
        { type: 'p4d.24xlarge', cores: 48, state: 'stopped' },
      ),
    }),
  );

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({
    'ec2.instances.gpu_count': 2,
    'ec2.instances.cpu_count': 1,
    'ec2.capacity.gpus': 4.125,
    'ec2.capacity.vcpus': 48 + 2 + 4 + 24 + 8,
  });
});

test('asks for no types where nothing runs', async () => {
  const cloud = await clouds.start(world({ instances: instances({ state: 'stopped' }) }));

  const report = await collected(cloud, { wants });

  expect(Object.values(valuesOf(report))).toEqual([0, 0, 0, 0]);
  expect(cloud.requests.some(({ body }) => body.form?.includes('DescribeInstanceTypes'))).toBe(false);
});

test('a type that AWS does not know fails by its name', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, { type: 'x9.huge' }) }));

  const report = await collected(cloud, { wants });

  expect(report.series).toEqual([]);
  expect(Object.keys(failedOf(report))).toEqual([
    'cannot fetch instance types: cannot read the instance types of 751442549699 in us-east-1: AWS says nothing of x9.huge',
  ]);
});
