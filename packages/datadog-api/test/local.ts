import { type LocalDatadog, type LocalDatadogOptions, startLocalDatadog } from '@metta-dd/local-datadog';
import { onTestFinished } from 'vitest';
import { createDatadogApi, type DatadogApiOptions } from '../src/index.js';

export const NOW = 1_761_243_600;
export const API_KEY = 'planted-api-key';
export const APP_KEY = 'planted-app-key';

/** A local Datadog, an API that asks it, and how long that waited between attempts. */
export async function opened(options: LocalDatadogOptions = {}, access: Partial<DatadogApiOptions> = {}) {
  const datadog = await startLocalDatadog({
    at: new Date(NOW * 1_000),
    apiKeys: [API_KEY],
    appKeys: [APP_KEY],
    ...options,
  });
  onTestFinished(() => datadog.close());
  const waits: number[] = [];
  const api = createDatadogApi({
    url: datadog.url,
    apiKey: API_KEY,
    appKey: APP_KEY,
    random: () => 0.5,
    sleep: async (milliseconds) => void waits.push(milliseconds),
    ...access,
  });
  return { api, datadog, waits };
}

/** Sends a point of each metric. */
export async function submit({ url }: LocalDatadog, ...names: readonly string[]): Promise<void> {
  const series = names.map((metric) => ({ metric, type: 3, points: [{ timestamp: NOW, value: 1 }] }));
  await fetch(`${url}/api/v2/series`, {
    method: 'POST',
    headers: { 'dd-api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ series }),
  });
}

/** What a failing call says, and to a program. */
export async function failureOf(call: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) throw new Error('it did not fail');
  const { name, message } = error;
  return {
    name,
    message,
    ...('status' in error && error.status !== undefined && { status: error.status }),
    ...('hint' in error && error.hint !== undefined && { hint: error.hint }),
  };
}
