import { fileURLToPath } from 'node:url';
import { startStandIn } from '@metta-dd/local-datadog';
import { type AwsWorld, awsHandler, EXTERNAL_ID } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import ec2 from '../src/index.js';
import { SECRETS } from './collected.js';
import {
  ACCOUNT,
  AT,
  accounts,
  cpu,
  gpu,
  hoursAgo,
  instances,
  KEY,
  OTHER_ACCOUNT,
  ROLE,
  snapshots,
  traffic,
  volumes,
} from './world.js';

const IDS = Array.from({ length: 8 }, (_, index) => `i-${String(index + 1).padStart(17, '0')}`);
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = IDS;

const region = {
  instances: instances(
    {},
    { type: 't3.large' },
    { type: 'g5.12xlarge', lifecycle: 'spot', cores: 24 },
    { type: 'g6f.large' },
    { type: 'p5.48xlarge', lifecycle: 'capacity-block', cores: 96 },
    { type: 'inf2.xlarge', state: 'stopped' },
    {
      type: 'm5.4xlarge',
      cores: 8,
      threadsPerCore: 1,
      platformDetails: 'Windows',
      usageOperation: 'RunInstances:0002',
    },
    { state: 'terminated' },
  ),
  volumes: volumes(
    { type: 'gp3', sizeGiB: 100, iops: 4000, throughput: 250 },
    { type: 'io2', sizeGiB: 200, iops: 40_000 },
    { type: 'gp2', state: 'available' },
    { type: 'st1', state: 'deleting' },
  ),
  snapshots: snapshots({}, { volumeGiB: 30 }, { state: 'pending' }, { ownerId: '679593333241' }, { state: 'error' }),
  spotPrices: ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'].map((product, index) => ({
    zone: 'us-east-1a',
    type: 'g5.12xlarge',
    product,
    at: hoursAgo(10 - index),
    usd: index === 0 ? '9.000000' : '2.268800',
  })),
  metrics: [
    cpu(FIRST, 60),
    cpu(SECOND, 1),
    ...traffic(SECOND, 10_000),
    gpu(THIRD, '0', 90),
    gpu(THIRD, '1', 70),
    gpu(FOURTH, '0', 0.5),
  ],
};

const worlds: Readonly<Record<Scene, () => AwsWorld>> = {
  ordinary: () => accounts({ [ACCOUNT]: { 'us-east-1': region } }),
  empty: () => accounts({ [ACCOUNT]: { 'us-east-1': {} } }),
  'two targets': () => accounts({ [ACCOUNT]: { 'us-east-1': region }, [OTHER_ACCOUNT]: { 'us-east-1': region } }),
};

async function start(scene: Scene): Promise<Source> {
  const standIn = await startStandIn({
    handler: awsHandler(worlds[scene](), { keys: { [KEY]: ACCOUNT }, pageSize: 2, pointsPerPage: 40 }),
    now: AT,
  });
  const roles = scene === 'two targets' ? [{ roleArn: ROLE, externalId: EXTERNAL_ID }] : [];
  return sourceOf(standIn, {
    config: { endpoint: standIn.url, region: 'us-east-1', maxAttempts: 1, accounts: [{}, ...roles] },
    secrets: SECRETS,
    startedAt: AT,
  });
}

const COMPUTE = [
  'ec2.cost.running_hourly_estimate',
  'ec2.cost.monthly_estimate',
  'ec2.cost.spot_savings_pct',
  'ec2.cost.unpriced_instances',
];
const FACTS = ['ec2.instances.gpu_count', 'ec2.instances.cpu_count', 'ec2.capacity.gpus', 'ec2.capacity.vcpus'];
const IDLE = ['ec2.instances.idle', 'ec2.instances.idle_unknown', 'ec2.capacity.gpu_utilization_pct'];

/** The collector as the conformance suite wants it. */
export const subject: Subject = {
  manifest: ec2,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    {
      match: { body: 'NextToken=instances.2' },
      metrics: ['ec2.instances.total', 'ec2.instances.by_type', ...FACTS, ...IDLE, ...COMPUTE],
    },
    { match: { body: 'NextToken=types.2' }, metrics: [...FACTS, ...IDLE] },
    {
      match: { body: 'NextToken=volumes.2' },
      metrics: ['ec2.ebs.volumes.total', 'ec2.ebs.volumes.size_gb', 'ec2.cost.monthly_estimate'],
    },
    {
      match: { body: 'NextToken=snapshots.2' },
      metrics: ['ec2.ebs.snapshots.total', 'ec2.ebs.snapshots.size_gb'],
    },
    { match: { body: '"NextToken":"metrics.2"' }, metrics: IDLE },
    { match: { body: '"NextToken":"points.40"' }, metrics: ['ec2.instances.idle', 'ec2.instances.idle_unknown'] },
    { match: { body: '"NextToken":"products.2"' }, metrics: ['ec2.cost.monthly_estimate'] },
  ],
  secondTarget: { body: OTHER_ACCOUNT },
  maxSeries: 40,
  numbersOfNothing: [
    'ec2.instances.total',
    'ec2.instances.running',
    'ec2.instances.stopped',
    'ec2.instances.spot',
    'ec2.instances.ondemand',
    'ec2.instances.other_lifecycle',
    ...FACTS,
    'ec2.instances.idle',
    'ec2.instances.idle_unknown',
    'ec2.ebs.volumes.total',
    'ec2.ebs.volumes.attached',
    'ec2.ebs.volumes.unattached',
    'ec2.ebs.volumes.size_gb',
    'ec2.ebs.snapshots.total',
    'ec2.ebs.snapshots.size_gb',
    'ec2.cost.running_hourly_estimate',
    'ec2.cost.monthly_estimate',
    'ec2.cost.unpriced_instances',
  ],
};
