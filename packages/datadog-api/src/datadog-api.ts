import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AuthenticationError } from '@metta-dd/core';
import { attempt, DatadogApiError, type Question } from './failure.js';
import { type MetricsApi, metricsApi } from './metrics.js';
import type { ApiCall } from './raw-call.js';

/** How Datadog's API is reached. */
export interface DatadogApiOptions {
  /** Such as `datadoghq.com` (the default); `url` wins. */
  readonly site?: string;
  /** Base address of the API. */
  readonly url?: string;
  readonly apiKey: string;
  /** Everything but `validate` takes one. */
  readonly appKey?: string;
  /** The way out; the global one by default, which follows no proxy. */
  readonly fetch?: typeof fetch;
  /** Ends every request and every wait. */
  readonly signal?: AbortSignal;
  /** Milliseconds until an attempt without an answer is given up; 30,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds that one request may wait between attempts altogether; 60,000 by default. */
  readonly budgetMs?: number;
  /** 0 up to, not including, 1: spreads the waits. */
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Datadog's API but for the series intake; the official client is loaded by the first call. */
export interface DatadogApi {
  readonly metrics: MetricsApi;
  /** Resolves where Datadog knows the API key; an AuthenticationError says that it does not. */
  validate(): Promise<void>;
  /** One call in plain JSON, for what the typed models would cut short: dashboards, monitors, SLOs. */
  call(call: ApiCall, question: Question): Promise<unknown>;
}

const RANDOM_STEPS = 2 ** 32;

/** Opens nothing before the first call. */
export function createDatadogApi(options: DatadogApiOptions): DatadogApi {
  const connect = () => connection(options);
  const raw = async (call: ApiCall) => {
    const [{ callRaw }, configuration] = await Promise.all([import('./raw-call.js'), connect()]);
    return callRaw(configuration, call);
  };
  return {
    metrics: metricsApi(connect, raw),
    validate: () =>
      attempt({ what: 'validate the API key' }, async () => {
        const { AuthenticationApi } = await import('#client/v1/authentication');
        const { valid } = await new AuthenticationApi(await connect()).validate();
        if (valid !== true) throw new DatadogApiError('the answer does not say that it is valid');
      }),
    call: (call, question) => attempt(question, () => raw(call)),
  };
}

async function connection(options: DatadogApiOptions) {
  const { site = 'datadoghq.com', url = `https://api.${site}`, apiKey, appKey } = options;
  checkKey('API key', apiKey);
  if (appKey !== undefined) checkKey('application key', appKey);
  const { openConnection } = await import('./connection.js');
  return openConnection(
    { url, apiKey, appKey },
    {
      fetch: options.fetch ?? fetch,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? 30_000,
      budgetMs: options.budgetMs ?? 60_000,
      random: options.random ?? (() => randomInt(RANDOM_STEPS) / RANDOM_STEPS),
      sleep: options.sleep ?? ((milliseconds, signal) => wait(milliseconds, undefined, signal && { signal })),
      secrets: appKey === undefined ? [apiKey] : [apiKey, appKey],
    },
  );
}

function checkKey(title: string, key: string): void {
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new AuthenticationError(
      key === '' ? `the ${title} is empty` : `the ${title} holds white space or other foreign characters`,
    );
}
