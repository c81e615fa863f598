import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type AwsOptions, type AwsWorld, awsHandler } from '@metta-dd/sandbox';
import { type CollectorReport, type CollectorRun, runCollector, valuesByMetric } from '@metta-dd/test-kit';
import ec2 from '../src/index.js';
import { ACCOUNT, AT, KEY } from './world.js';

export const SECRETS = { accessKeyId: KEY, secretAccessKey: 'secret-of-nobody' };

/** What a test collects with, beside the URL of the stand-in. */
export interface Collecting extends Partial<CollectorRun> {
  readonly config?: object;
}

/** Stand-ins that a test file starts; `close` stops them. */
export class Clouds {
  readonly #running: StandIn[] = [];

  async start(world: AwsWorld, options: Partial<AwsOptions> = {}): Promise<StandIn> {
    const keys = { [KEY]: ACCOUNT };
    const standIn = await startStandIn({ handler: awsHandler(world, { keys, ...options }), now: AT });
    this.#running.push(standIn);
    return standIn;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((standIn) => standIn.close()));
  }
}

/** One run of the collector; nothing is tried twice unless `config` says so. */
export function collected(
  { url }: { readonly url: string },
  { config, ...run }: Collecting = {},
): Promise<CollectorReport> {
  return runCollector(ec2, {
    secrets: SECRETS,
    startedAt: AT,
    ...run,
    config: { endpoint: url, region: 'us-east-1', maxAttempts: 1, ...config },
  });
}

/** Values by metric of one target, and by `metric{tags}` where they have tags of their own. */
export function valuesOf({ series }: CollectorReport, account = ACCOUNT, region = 'us-east-1') {
  const target = [`account_id:${account}`, `region:${region}`];
  const own = series.filter(({ tags }) => target.every((tag) => tags.includes(tag)));
  return valuesByMetric({ series: own }, ['account_id', 'region']);
}

/** Metrics that failed, by reason. */
export function failedOf({ failures }: CollectorReport): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(failures.map(({ reason, metrics }) => [reason, metrics]));
}

/** What was asked, as operations with how often each. */
export function operationsOf({ requests }: StandIn): Readonly<Record<string, number>> {
  const names = requests.map(({ body, headers }) => {
    const target = headers['x-amz-target']?.split('.').at(-1);
    return target ?? new URLSearchParams(body.form ?? '').get('Action') ?? 'unknown';
  });
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
