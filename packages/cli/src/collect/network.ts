import { readFile } from 'node:fs/promises';
import { ConfigError, reasonOf } from '@metta-dd/core';
import { type NetworkAccess, openNetwork } from '@metta-dd/core/runtime';
import type { HostConfig } from '../config/schema.js';
import { overrideAt, type Settings } from '../config/settings.js';
import { PROXY_VARIABLES } from '../config/trust.js';

/** The one way out, with the configured proxy and certificate authorities. */
export async function configuredNetwork(
  { network = {} }: HostConfig,
  settings: Settings,
  protect: (value: string) => void,
): Promise<NetworkAccess> {
  const environment = settings.environment.variables;
  // The environment wins over the file, also where it names the proxy in the way that all programs share.
  const overruled =
    overrideAt(settings, ['network', 'proxy']) === undefined && PROXY_VARIABLES.some((name) => environment[name]);
  return openNetwork({
    environment,
    proxy: overruled ? undefined : network.proxy,
    noProxy: network.noProxy,
    ca: network.ca === undefined ? undefined : await readAuthorities(network.ca),
    protect,
  });
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`cannot read network.ca: ${reasonOf(cause)}`, { cause, hint: 'name a PEM file' });
  }
}
