import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { startStandIn } from '../../packages/local-datadog/dist/index.js';
import {
  type AwsRegion,
  type AwsWorld,
  awsHandler,
  EXTERNAL_ID,
  generateAwsWorld,
  ROLE_NAME,
} from '../../packages/sandbox/dist/index.js';
import type { Check, Expected } from '../peer.ts';
import { missingPython, PythonPackages } from '../python.ts';

// moto is an implementation of AWS in Python; boto3, which comes with it, reads our stand-in.
export const name = 'moto';
export const version = '5.2.5';
export const missing = missingPython;

const FOLDER = import.meta.dirname;
// Ages go on while the collector starts.
const TOLERANCE = 1e-3;
const HOME_REGION = 'us-east-1';
const ENV = { AWS_ACCESS_KEY_ID: 'interop', AWS_SECRET_ACCESS_KEY: 'interop', AWS_REGION: HOME_REGION };
// moto has no price list, and its instances do not say what they run.
const NOT_SHOWN = [
  'ec2.cost.running_hourly_estimate',
  'ec2.cost.monthly_estimate',
  'ec2.cost.spot_savings_pct',
  'ec2.cost.unpriced_instances',
];

interface RegionTruth {
  readonly account: string;
  readonly region: string;
  readonly values: Readonly<Record<string, number>>;
}

interface Truth {
  readonly role: string;
  readonly regions: readonly RegionTruth[];
}

let packages: PythonPackages | undefined;
let cloud: { readonly process: ChildProcess; readonly lines: Interface; readonly url: string } | undefined;
let truth: Truth | undefined;

/** Installs moto where it is not there yet, and starts it. */
export async function start(cacheFolder: string): Promise<void> {
  const variables = { AWS_EC2_METADATA_DISABLED: 'true' };
  packages = await PythonPackages.install(join(FOLDER, 'requirements.txt'), cacheFolder, variables);
  const child = spawn('python3', [join(FOLDER, 'cloud.py')], {
    env: packages.environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  const { url }: { url: string } = JSON.parse(await nextLine(lines, child));
  cloud = { process: child, lines, url };
}

/** Empties moto and fills it anew. */
export async function seed(number = 1): Promise<void> {
  if (cloud === undefined) throw new Error('moto has not been started');
  cloud.process.stdin?.write(`${number}\n`);
  truth = JSON.parse(await nextLine(cloud.lines, cloud.process));
}

/** The truth as the seed counted it; regions that were left empty have nothing. */
export async function expected(): Promise<Expected> {
  if (cloud === undefined || truth === undefined) throw new Error('moto has not been seeded');
  const home = truth.regions[0]?.account;
  const others = truth.regions.filter(({ account }) => account !== home).map(({ region }) => region);
  const entries = truth.regions.flatMap(({ account, region, values }) =>
    Object.entries(values).map(([key, value]) => [keyOf(key, account, region), value] as const),
  );
  const nothing = ['ec2.instances.total', 'ec2.ebs.volumes.total'].map(
    (metric) => [keyOf(metric, home ?? '', 'sa-east-1'), 0] as const,
  );
  return {
    config: { accounts: [{}, { roleArn: truth.role, regions: others }] },
    env: { ...ENV, AWS_ENDPOINT_URL: cloud.url },
    values: Object.fromEntries([...entries, ...nothing]),
    tolerance: TOLERANCE,
    notShown: NOT_SHOWN,
  };
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [{ name: 'our stand-in of AWS, read by boto3', run: readByBoto }];
}

/** Stops moto; what is installed stays for the next time. */
export async function stop(): Promise<void> {
  if (cloud === undefined) return;
  const { process: child } = cloud;
  cloud = undefined;
  const ended = once(child, 'close');
  child.stdin?.end();
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(impatient);
}

/** `metric type lifecycle` of the seed, as `metric{tags}`. */
function keyOf(key: string, account: string, region: string): string {
  const [metric = '', type, lifecycle] = key.split(' ');
  const own = type === undefined ? [] : [`instance_type:${type}`, `lifecycle:${lifecycle}`];
  return `${metric}{${[`account_id:${account}`, ...own, `region:${region}`].join(',')}}`;
}

async function readByBoto(): Promise<string> {
  const at = new Date('2025-10-23T18:36:00Z');
  const world = generateAwsWorld({ at, seed: 3 });
  const [home, other] = world.accounts;
  const region = home?.regions.find((one) => one.name === HOME_REGION);
  if (home === undefined || other === undefined || region === undefined) throw new Error('the sandbox has no accounts');
  const handler = awsHandler(world, { keys: { interop: home.id }, pageSize: 6, pointsPerPage: 100 });
  const standIn = await startStandIn({ handler, now: at });
  try {
    const asked = {
      url: standIn.url,
      key: 'interop',
      role: `arn:aws:iam::${other.id}:role/${ROLE_NAME}`,
      externalId: EXTERNAL_ID,
      start: '2025-10-22T18:00:00Z',
      end: '2025-10-23T18:00:00Z',
    };
    const read = await packages?.ask(join(FOLDER, 'read.py'), asked);
    assert.deepEqual(read, held(world, region));
    standIn.verify();
    return `${Object.keys(Object(read)).length} facts, ${standIn.requests.length} requests`;
  } finally {
    await standIn.close();
  }
}

/** What boto3 has to find in a region. */
function held(world: AwsWorld, { instances, volumes, snapshots, metrics }: AwsRegion): object {
  const [home, other] = world.accounts;
  const running = instances.filter(({ state }) => state === 'running');
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const gpusOf = (type: string) => {
    const gpus = world.types.find((one) => one.name === type)?.gpus ?? [];
    return sum(gpus.map(({ logicalCount, partitionSize }) => logicalCount * partitionSize));
  };
  const hours = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2025, 9, 22, 18 + hour)));
  const cpu = metrics.filter((metric) => metric.name === 'CPUUtilization');
  return {
    account: home?.id,
    otherAccount: other?.id,
    regions: home?.regions.filter(({ optInStatus }) => optInStatus !== 'not-opted-in').length,
    states: { running: running.length, stopped: instances.filter(({ state }) => state === 'stopped').length },
    instances: instances.length,
    spot: instances.filter(({ lifecycle }) => lifecycle === 'spot').length,
    vcpus: sum(running.map(({ cores, threadsPerCore }) => cores * threadsPerCore)),
    gpus: sum(running.map(({ type }) => gpusOf(type))),
    launched: Math.round(sum(instances.map(({ launchedAt }) => launchedAt.getTime())) / 1000),
    volumes: volumes.length,
    gibibytes: sum(volumes.map(({ sizeGiB }) => sizeGiB)),
    attached: sum(volumes.map(({ attachments }) => attachments.length)),
    snapshots: snapshots.filter(({ ownerId }) => ownerId === home?.id).length,
    spotPrices: 3 * world.types.length,
    price: [0.096],
    points: sum(cpu.map((metric) => hours.filter((hour) => metric.hour(hour) !== undefined).length)),
    refusals: [
      'AccessDenied',
      'InvalidInstanceType',
      'InvalidNextToken',
      'ResourceNotFoundException',
      'AuthFailure',
      'UnrecognizedClientException',
    ],
  };
}

async function nextLine(lines: Interface, child: ChildProcess): Promise<string> {
  const line = once(lines, 'line').then(([text]) => String(text));
  const end = once(child, 'close').then(([code]) => Promise.reject(new Error(`moto ended with ${code}`)));
  return Promise.race([line, end]);
}
