import { memoryState, noDataOf } from '@metta-dd/test-kit';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, operationsOf, valuesOf } from '../../test/collected.js';
import { AT, cpu, gpu, hoursAgo, instances, traffic, world } from '../../test/world.js';

const clouds = new Clouds();
const METRICS = ['ec2.instances.idle', 'ec2.instances.idle_unknown', 'ec2.capacity.gpu_utilization_pct'];
const wants = (metric: string) => METRICS.includes(metric);
const MEGABYTE = 1_000_000;

const id = (number: number) => `i-${String(number).padStart(17, '0')}`;

/** How many are idle, and how many unknown, of instances with these metrics. */
async function judged(all: Parameters<typeof world>[0], config: object = {}) {
  const values = valuesOf(await collected(await clouds.start(world(all)), { wants, config: { idle: config } }));
  return [values['ec2.instances.idle'], values['ec2.instances.idle_unknown']];
}

afterAll(() => clouds.close());

test('an instance is idle whose CPU and traffic are low in all hours', async () => {
  const metrics = [cpu(id(1), 1), ...traffic(id(1), (2 * MEGABYTE) / 24)];

  expect(await judged({ instances: instances({}), metrics })).toEqual([1, 0]);
});

test('one busy hour, or 5 MB of traffic in both directions together, is not idle', async () => {
  const metrics = [
    cpu(id(1), (back) => (back === 20 ? 5 : 1)),
    ...traffic(id(1), 10),
    cpu(id(2), 1),
    ...traffic(id(2), (2.6 * MEGABYTE) / 24),
  ];

  expect(await judged({ instances: instances({}, {}), metrics })).toEqual([0, 0]);
});

test('fewer than 80 % of the hours are unknown, of CPU as of traffic', async () => {
  const metrics = [
    cpu(id(1), (back) => (back < 19 ? 1 : undefined)),
    cpu(id(2), (back) => (back < 20 ? 1 : undefined)),
    ...traffic(id(2), 10),
    cpu(id(3), 1),
  ];

  expect(await judged({ instances: instances({}, {}, {}, {}), metrics })).toEqual([1, 3]);
});

test('only the hours since the launch are expected, and an instance of less than two hours is not idle', async () => {
  const metrics = [1, 2].flatMap((number) => [
    cpu(id(number), (back) => (back < 3 ? 1 : undefined)),
    ...traffic(id(number), 10),
  ]);
  const all = instances({ launchedAt: hoursAgo(4) }, { launchedAt: hoursAgo(1.9) });

  expect(await judged({ instances: all, metrics })).toEqual([1, 0]);
});

test('the limits can be set', async () => {
  const metrics = [cpu(id(1), 20), ...traffic(id(1), MEGABYTE)];

  const idle = await judged({ instances: instances({}), metrics }, { cpuAvgPct: 30, networkMB: 49 });

  expect(idle).toEqual([1, 0]);
});

test('GPU instances are judged by their GPUs, whatever their CPU does, and unknown without', async () => {
  const types = ['g5.12xlarge', 'g5.12xlarge', 'g5.xlarge', 'inf2.xlarge'].map((type) => ({ type }));
  const metrics = [
    ...[1, 2, 3, 4].flatMap((number) => [cpu(id(number), 1), ...traffic(id(number), 10)]),
    gpu(id(1), '0', 0),
    gpu(id(1), '1', 0),
    gpu(id(2), '0', 0),
    gpu(id(2), '1', 90),
  ];
  const cloud = await clouds.start(world({ instances: instances(...types), metrics }));

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({
    'ec2.instances.idle': 1,
    'ec2.instances.idle_unknown': 2,
    'ec2.capacity.gpu_utilization_pct': 22.5,
  });
});

test('what the agent sums over the GPUs is not counted beside them', async () => {
  const sum = { ...gpu(id(1), '', 10), dimensions: { InstanceId: id(1) } };
  const metrics = [gpu(id(1), '0', 40), gpu(id(1), '1', 60), sum];
  const cloud = await clouds.start(world({ instances: instances({ type: 'g5.12xlarge' }), metrics }));

  const values = valuesOf(await collected(cloud, { wants }));

  expect(values['ec2.capacity.gpu_utilization_pct']).toBe(50);
});

test('traffic is asked for only of candidates, and nothing of GPU instances but their GPUs', async () => {
  const metrics = [cpu(id(1), 80), cpu(id(2), 1), ...traffic(id(2), 10), gpu(id(3), '0', 50)];
  const cloud = await clouds.start(world({ instances: instances({}, {}, { type: 'g5.xlarge' }), metrics }));

  await collected(cloud, { wants });

  const asked = cloud.requests.flatMap(
    ({ body }) => JSON.stringify(body.json ?? '').match(/"MetricName":"\w+"/g) ?? [],
  );
  expect(asked.toSorted()).toEqual([
    '"MetricName":"CPUUtilization"',
    '"MetricName":"CPUUtilization"',
    '"MetricName":"NetworkIn"',
    '"MetricName":"NetworkOut"',
    '"MetricName":"nvidia_smi_utilization_gpu"',
    '"MetricName":"nvidia_smi_utilization_gpu"',
  ]);
});

test('partial data is put together from its pages', async () => {
  const metrics = [cpu(id(1), 1), ...traffic(id(1), 10), cpu(id(2), 1), ...traffic(id(2), 10)];
  const cloud = await clouds.start(world({ instances: instances({}, {}), metrics }), { pointsPerPage: 7 });

  const values = valuesOf(await collected(cloud, { wants }));

  expect([values['ec2.instances.idle'], operationsOf(cloud).GetMetricData]).toEqual([2, 7 + 14]);
});

test('a result that stays partial is a failure', async () => {
  const cloud = await clouds.start(world({ instances: instances({}) }));
  const results = [{ Id: 'm0', StatusCode: 'PartialData', Timestamps: [], Values: [] }];
  cloud.faults.add({ match: { body: 'MetricDataQueries' }, status: 200, body: { MetricDataResults: results } });

  const report = await collected(cloud, { wants });

  expect(failedOf(report)).toEqual({
    'cannot fetch CPU and traffic: cannot read the CloudWatch metrics of 751442549699 in us-east-1: one of them is PartialData in the answer':
      ['ec2.instances.idle', 'ec2.instances.idle_unknown'],
  });
});

test('without the permission to list metrics GPU instances are unknown and the utilization failed', async () => {
  const metrics = [cpu(id(1), 1), ...traffic(id(1), 10), gpu(id(2), '0', 50)];
  const cloud = await clouds.start(world({ instances: instances({}, { type: 'g5.xlarge' }), metrics }), {
    denied: ['cloudwatch:ListMetrics'],
  });

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({ 'ec2.instances.idle': 1, 'ec2.instances.idle_unknown': 1 });
  expect(report.failures.map(({ hint, metrics: failed }) => [hint, failed])).toEqual([
    [
      'allow cloudwatch:ListMetrics on "*" to arn:aws:iam::751442549699:user/metta',
      ['ec2.capacity.gpu_utilization_pct'],
    ],
  ]);
});

test('the check runs once an hour, and a lost cache costs one check', async () => {
  const cloud = await clouds.start(world({ instances: instances({}), metrics: [cpu(id(1), 50)] }));
  let state = await memoryState();
  const run = async (minutes: number) => {
    const at = new Date(AT.getTime() + minutes * 60_000);
    cloud.clock.set(at);
    const report = await collected(cloud, { wants, state, startedAt: at });
    return noDataOf(report)['ec2.instances.idle'] ?? valuesOf(report)['ec2.instances.idle'];
  };
  const rest = 'the idle check runs once in 60 minutes, and it did';

  expect([await run(0), await run(15), await run(30), await run(40)]).toEqual([0, rest, 0, rest]);
  state = await memoryState();
  expect(await run(45)).toBe(0);
});

test('a check that would ask for more than its bound fails before it is paid for', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, {}, {}) }));

  const report = await collected(cloud, { wants, config: { idle: { maxMetrics: 2 } } });

  expect(report.failures.map(({ reason, hint }) => [reason, hint])).toEqual([
    [
      'cannot fetch CPU and traffic: cannot check for idleness: 3 metrics exceed the bound of 2',
      'raise idle.maxMetrics; CloudWatch bills each metric of each check',
    ],
  ]);
  expect(operationsOf(cloud).GetMetricData).toBeUndefined();
});

test('switched off, it is no data with that reason', async () => {
  const cloud = await clouds.start(world({ instances: instances({}) }));

  const report = await collected(cloud, { wants, config: { idle: { enabled: false } } });

  expect(Object.values(noDataOf(report))).toEqual(METRICS.map(() => 'CloudWatch is not asked: idle.enabled is false'));
});
