import {
  type CollectorReport,
  createLogger,
  fixedClock,
  openNetwork,
  Redactor,
  runCollectors,
} from '@metta-dd/core/runtime';
import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type AwsOptions, type AwsWorld, awsHandler } from '@metta-dd/sandbox';
import ec2 from '../src/index.js';
import { ACCOUNT, AT, KEY } from './world.js';

export const SECRETS = { accessKeyId: KEY, secretAccessKey: 'secret-of-nobody' };

/** What a test collects with, beside the URL of the stand-in. */
export interface Collecting {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly at?: Date;
  /** What an earlier run left; nothing when absent. */
  readonly cache?: Map<string, unknown>;
  readonly wants?: (metric: string) => boolean;
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

/** One run of the collector by the real engine; nothing is tried twice unless `config` says so. */
export async function collected({ url }: { readonly url: string }, options: Collecting = {}): Promise<CollectorReport> {
  const { config, secrets = SECRETS, at = AT, cache = new Map<string, unknown>(), wants } = options;
  const parsed = ec2.config.parse({ endpoint: url, region: 'us-east-1', maxAttempts: 1, ...config });
  const clock = fixedClock(at);
  const network = openNetwork({ environment: {} });
  const redactor = new Redactor();
  const log = createLogger({ write: () => {}, level: 'silent', format: 'text', redactor, runId: 'test', clock });
  try {
    const { collectors } = await runCollectors(
      [
        {
          name: 'ec2',
          manifest: ec2,
          config: parsed,
          secrets,
          events: false,
          deadlineMs: 60_000,
          maxSeries: 1_000_000,
          ...(wants && { wants }),
        },
      ],
      {
        runId: 'test',
        startedAt: at,
        clock,
        tags: {},
        log,
        network,
        cache: () => ({
          get: async (key) => cache.get(key),
          set: async (key, value) => void cache.set(key, structuredClone(value)),
        }),
        signal: new AbortController().signal,
      },
    );
    const [report] = collectors;
    if (report === undefined) throw new Error('no report');
    return report;
  } finally {
    await network.close();
  }
}

/** Values by metric of one target, and by `metric{tags}` where they have tags of their own. */
export function valuesOf({ series }: CollectorReport, account = ACCOUNT, region = 'us-east-1') {
  const target = [`account_id:${account}`, `region:${region}`];
  return Object.fromEntries(
    series
      .filter(({ tags }) => target.every((tag) => tags.includes(tag)))
      .map(({ metric, tags, points }) => {
        const own = tags.filter((tag) => !target.includes(tag));
        return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1]];
      }),
  );
}

/** Reasons by metric for what has no data. */
export function missingOf({ noData }: CollectorReport): Readonly<Record<string, string>> {
  return Object.fromEntries(noData.map(({ metric, reason }) => [metric, reason]));
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
