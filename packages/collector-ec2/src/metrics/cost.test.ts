import { memoryState, noDataOf } from '@metta-dd/test-kit';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, failedOf, operationsOf, valuesOf } from '../../test/collected.js';
import { AT, hoursAgo, instances, volumes, world } from '../../test/world.js';

const clouds = new Clouds();
const wants = (metric: string) => metric.startsWith('ec2.cost.');
const DAY = 86_400_000;

const spot = (type: string, usd: string, over: object = {}) => ({
  zone: 'us-east-1a',
  type,
  product: 'Linux/UNIX',
  at: hoursAgo(3),
  usd,
  ...over,
});

afterAll(() => clouds.close());

test('estimates by spot and list price, and tells what it leaves out', async () => {
  const cloud = await clouds.start(
    world({
      instances: instances(
        {},
        { tenancy: 'dedicated' },
        { platformDetails: 'Windows', usageOperation: 'RunInstances:0002' },
        { type: 'g5.xlarge', lifecycle: 'spot' },
        { tenancy: 'host' },
        { type: 'p5.48xlarge', lifecycle: 'capacity-block' },
        { usageOperation: 'RunInstances:0800' },
        { state: 'stopped', type: 'p4d.24xlarge' },
      ),
      spotPrices: [spot('g5.xlarge', '0.7', { at: hoursAgo(9) }), spot('g5.xlarge', '0.503')],
    }),
  );

  const values = valuesOf(await collected(cloud, { wants }));

  expect(values['ec2.cost.running_hourly_estimate']).toBeCloseTo(0.096 + 0.10176 + 0.188 + 0.503, 6);
  expect(values['ec2.cost.monthly_estimate']).toBeCloseTo((0.096 + 0.10176 + 0.188 + 0.503) * 730, 6);
  expect(values['ec2.cost.unpriced_instances']).toBe(3);
  expect(values['ec2.cost.spot_savings_pct']).toBeCloseTo(50, 6);
});

test('where nothing can be priced there is no estimate, and the number of unpriced instances says so', async () => {
  const cloud = await clouds.start(
    world({ instances: instances({ lifecycle: 'capacity-block' }, { tenancy: 'host' }) }),
  );

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({ 'ec2.cost.unpriced_instances': 2 });
  expect(noDataOf(report)).toEqual({
    'ec2.cost.running_hourly_estimate': 'none of 2 running instances has a price',
    'ec2.cost.monthly_estimate': 'none of 2 running instances has a price',
    'ec2.cost.spot_savings_pct': 'no spot instance is running',
  });
});

test('takes the price in force in the zone of the instance, by either name of the product', async () => {
  const all = [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }];
  const cloud = await clouds.start(
    world({
      instances: instances(...all.map((one) => ({ lifecycle: 'spot', ...one }))),
      spotPrices: [
        spot('m5.large', '0.01', { product: 'Linux/UNIX (Amazon VPC)', at: hoursAgo(1) }),
        spot('m5.large', '0.02', { at: hoursAgo(2) }),
        spot('m5.large', '0.04', { zone: 'us-east-1b' }),
        spot('m5.large', '0.08', { zone: 'us-east-1b', at: new Date(AT.getTime() + 1) }),
        spot('m5.large', '0.16', { zone: 'us-east-1c', product: 'Windows' }),
      ],
    }),
  );

  const values = valuesOf(await collected(cloud, { wants }));

  expect([values['ec2.cost.running_hourly_estimate'], values['ec2.cost.unpriced_instances']]).toEqual([0.05, 1]);
});

test('prices volumes by size, IOPS and throughput beyond what is included', async () => {
  const cloud = await clouds.start(
    world({
      volumes: volumes(
        { type: 'gp3', sizeGiB: 100, iops: 3000, throughput: 125 },
        { type: 'gp3', sizeGiB: 100, iops: 4000, throughput: 225 },
        { type: 'io1', sizeGiB: 10, iops: 1000 },
        { type: 'io2', sizeGiB: 10, iops: 70_000 },
        { type: 'standard', sizeGiB: 10 },
      ),
    }),
  );

  const values = valuesOf(await collected(cloud, { wants }));

  const gp3 = 200 * 0.08 + 1000 * 0.005 + 100 * 0.04;
  const io1 = 10 * 0.125 + 1000 * 0.065;
  const io2 = 10 * 0.125 + 32_000 * 0.065 + 32_000 * 0.0455 + 6000 * 0.032;
  expect(values['ec2.cost.monthly_estimate']).toBeCloseTo(gp3 + io1 + io2 + 0.5, 6);
});

test('a type of volume without a price leaves the month without data, and is named', async () => {
  const cloud = await clouds.start(
    world({ volumes: volumes({ type: 'gp9' }, { type: 'gp9' }, { type: 'io1', sizeGiB: 4 }, {}) }),
  );

  const report = await collected(cloud, { wants });

  expect(noDataOf(report)['ec2.cost.monthly_estimate']).toBe(
    'volume types without a price: gp9 (2 volumes), io1 (1 volumes)',
  );
  expect(valuesOf(report)['ec2.cost.running_hourly_estimate']).toBe(0);
});

test('several prices for one product are none, and the report names them', async () => {
  const made = world({ instances: instances({}) });
  const doubled = made.products.map((product) => ({ ...product, sku: `${product.sku}2`, usd: '9.9' }));
  const cloud = await clouds.start({ ...made, products: [...made.products, ...doubled] });

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)['ec2.cost.unpriced_instances']).toBe(1);
  expect(report.warnings).toEqual([
    {
      message: 'several prices fit, so none is taken',
      fields: { skus: 'USEAST1M5LARGERUNINSTANCESSHAREDUSED USEAST1M5LARGERUNINSTANCESSHAREDUSED2' },
    },
  ]);
});

test('a price is asked for once a day, and an old one is used with a warning where none can be had', async () => {
  const cloud = await clouds.start(world({ instances: instances({}, {}) }));
  const state = await memoryState();
  const run = (days: number) => {
    const at = new Date(AT.getTime() + days * DAY);
    cloud.clock.set(at);
    return collected(cloud, { wants, state, startedAt: at });
  };

  const values = [valuesOf(await run(0)), valuesOf(await run(0.9))];
  const asked = operationsOf(cloud).GetProducts;
  cloud.faults.add({ match: { body: 'AmazonEC2' }, status: 503 });
  const old = await run(3);
  const tooOld = await run(31);

  expect(asked).toBe(1);
  expect([...values, valuesOf(old)].map((all) => all['ec2.cost.running_hourly_estimate'])).toEqual([
    0.192, 0.192, 0.192,
  ]);
  expect(old.warnings.map(({ message, fields }) => [message, fields.price, fields.ageHours])).toEqual([
    ['an old price is used, since no new one could be had', 'hourly us-east-1 m5.large RunInstances Shared', 72],
  ]);
  expect(tooOld.failures.map(({ metrics }) => metrics)).toEqual([
    ['ec2.cost.running_hourly_estimate', 'ec2.cost.monthly_estimate', 'ec2.cost.unpriced_instances'],
  ]);
});

test('without the permission for prices only what needs them fails', async () => {
  const cloud = await clouds.start(
    world({ instances: instances({ lifecycle: 'spot' }), spotPrices: [spot('m5.large', '0.04')] }),
    { denied: ['pricing:GetProducts'] },
  );

  const report = await collected(cloud, { wants });

  expect(valuesOf(report)).toEqual({
    'ec2.cost.running_hourly_estimate': 0.04,
    'ec2.cost.monthly_estimate': 0.04 * 730,
    'ec2.cost.unpriced_instances': 0,
  });
  expect(report.failures.map(({ hint, metrics }) => [hint, metrics])).toEqual([
    ['allow pricing:GetProducts on "*" to the credentials of this process', ['ec2.cost.spot_savings_pct']],
  ]);
});

test('a price list that is not as documented is a failure', async () => {
  const cloud = await clouds.start(world({ instances: instances({}) }));
  cloud.faults.add({ match: { body: 'AmazonEC2' }, status: 200, body: { PriceList: ['{"product":{}}'] } });

  const report = await collected(cloud, { wants });

  expect(Object.keys(failedOf(report))).toEqual([expect.stringContaining('a product is not as documented')]);
  expect(report.series).toEqual([]);
});

test('switched off, it is no data with that reason and asks for no price', async () => {
  const cloud = await clouds.start(world({ instances: instances({ lifecycle: 'spot' }) }));

  const report = await collected(cloud, { wants, config: { cost: { enabled: false } } });

  expect(new Set(Object.values(noDataOf(report)))).toEqual(new Set(['prices are not read: cost.enabled is false']));
  expect(operationsOf(cloud)).toEqual({ GetCallerIdentity: 1, DescribeRegions: 1 });
});
