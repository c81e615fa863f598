import { type LocalDatadog, type LocalDatadogOptions, startLocalDatadog } from '../src/local-datadog.js';

/** The time at which the tests' Datadog stands, in POSIX seconds. */
export const NOW = 1_761_243_600;

/** Starts Datadogs that stand at NOW, and closes them all. */
export function datadogs() {
  const started: LocalDatadog[] = [];
  return {
    start: async (options: LocalDatadogOptions = {}) => {
      const datadog = await startLocalDatadog({ at: new Date(NOW * 1_000), ...options });
      started.push(datadog);
      return datadog;
    },
    close: async () => {
      await Promise.all(started.splice(0).map((datadog) => datadog.close()));
    },
  };
}

/** A series v2 of one gauge point that is taken as it is. */
export function gauge(fields: object = {}) {
  return { metric: 'acme.widgets', type: 3, points: [{ timestamp: NOW, value: 1 }], ...fields };
}

/** Posts a payload and returns the status and the parsed answer. */
export async function submit(
  { url }: LocalDatadog,
  path: string,
  payload: object | string | Buffer,
  headers: Record<string, string> = {},
) {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'dd-api-key': 'key', ...headers },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}
