import { createDatadogApi, type DatadogApi } from '@metta-dd/datadog-api';
import { configuredNetwork } from '../collect/network.js';
import { placed } from '../config/issues.js';
import { loadHostConfiguration } from '../config/load.js';
import { outagesOnce } from '../config/outages.js';
import { InvalidConfiguration } from '../config/problem.js';
import { placeOf } from '../config/settings.js';
import { foreignHosts } from '../config/trust.js';
import type { Opened } from '../configured-command.js';
import { datadogKeys } from './datadog-keys.js';

/** Datadog's API with the keys, the proxy and the certificate authorities of the configuration. */
export interface OpenDatadog {
  readonly datadog: DatadogApi;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

const SITE = 'datadoghq.com';

/** Asks nobody yet; throws all that the configuration lacks at once. */
export async function openDatadog(opened: Opened, signal: AbortSignal): Promise<OpenDatadog> {
  const { settings, trusted, protect } = opened;
  const { providers } = opened.installed;
  const { host } = await loadHostConfiguration({ settings, providers, push: false, trusted, protect });
  const { apiKey, appKey, problems } = await datadogKeys(opened);
  const wrong = [...problems, ...(trusted ? [] : foreignHosts(settings, [], true))];
  if (wrong.length > 0 || apiKey === undefined || appKey === undefined)
    throw new InvalidConfiguration(outagesOnce(wrong).map((problem) => placed(problem, (at) => placeOf(settings, at))));
  const network = await configuredNetwork(host, settings, protect);
  const url = host.datadog?.url ?? `https://api.${host.datadog?.site ?? SITE}`;
  return {
    datadog: createDatadogApi({ url, apiKey, appKey, fetch: network.fetch, signal }),
    close: () => network.close(),
  };
}
