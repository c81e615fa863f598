import { hintOf, reasonOf } from '@metta-dd/core';
import type { NetworkAccess } from '@metta-dd/core/runtime';
import type { Check } from './check.js';

const about = { area: 'proxy' } as const;

/** Which way the requests to these addresses take. */
export function checkProxy(urls: readonly string[], network: NetworkAccess): Check[] {
  const ways = [...new Set(urls)].map((url): Check => {
    const proxy = network.proxyFor(url);
    const way = proxy === undefined ? 'is asked directly' : `goes through ${new URL(proxy).host}`;
    return { ...about, name: new URL(url).host, state: 'ok', message: way };
  });
  const { ca } = network;
  return ca === undefined
    ? ways
    : [...ways, { ...about, name: 'ca', state: 'ok', message: 'own authorities are trusted' }];
}

/** Settings of the proxy or of the authorities that cannot be used. */
export function brokenProxy(error: unknown): Check {
  const hint = hintOf(error) ?? 'metta-dd config show --origin';
  return { ...about, name: 'settings', state: 'failed', message: reasonOf(error), hint };
}
