import type { Quota, RunContext } from '@metta-dd/core';

/** A `RunContext` for the test of one collector class; `said` holds what it warned of. */
export interface FakeRun<Config, Secrets> extends RunContext<Config, Secrets> {
  readonly said: readonly string[];
  readonly quotas: readonly Quota[];
}

/** Stands still at `startedAt`, keeps its cache in memory, and asks nothing unless `fetch` is given. */
export function fakeRun<Config, Secrets = object>(
  over: Partial<RunContext<Config, Secrets>> & {
    readonly config: Config;
    readonly secrets: Secrets;
    readonly startedAt: Date;
  },
): FakeRun<Config, Secrets> {
  const said: string[] = [];
  const quotas: Quota[] = [];
  const unexpected: typeof fetch = (input) =>
    Promise.reject(new Error(`unexpected request: ${input instanceof Request ? input.url : input}`));
  const cached = new Map<string, unknown>();
  return {
    signal: new AbortController().signal,
    log: { debug: () => {}, warn: (message) => void said.push(message), protect: () => {} },
    fetch: unexpected,
    cache: {
      get: async (key) => cached.get(key),
      set: async (key, value) => void cached.set(key, structuredClone(value)),
    },
    fetchWith: () => over.fetch ?? unexpected,
    network: { proxyFor: () => undefined, ca: undefined },
    quota: (quota) => void quotas.push(quota),
    ...over,
    said,
    quotas,
  };
}
