import { readFile } from 'node:fs/promises';
import { ConfigError, reasonOf } from '@metta-dd/core';
import { type NetworkAccess, openNetwork } from '@metta-dd/core/runtime';
import type { HostConfig } from '../config/schema.js';
import { overrideAt, type Settings } from '../config/settings.js';
import { PROXY_VARIABLES } from '../config/trust.js';

/** The proxy and the certificate authorities of a configuration. */
export interface WayOut {
  /** Absent where the environment names one. */
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
  /** PEM. */
  readonly ca?: string;
}

/** The one way out, with the configured proxy and certificate authorities. */
export async function configuredNetwork(
  { network = {} }: HostConfig,
  settings: Settings,
  protect: (value: string) => void,
): Promise<NetworkAccess> {
  return openNetwork({ environment: settings.environment.variables, ...(await wayOut(network, settings)), protect });
}

/** What the `network` block says, once the environment has had its say. */
export async function wayOut(
  { proxy, noProxy, ca }: NonNullable<HostConfig['network']>,
  settings: Settings,
): Promise<WayOut> {
  const environment = settings.environment.variables;
  // The environment wins over the file, also where it names the proxy in the way that all programs share.
  const overruled =
    overrideAt(settings, ['network', 'proxy']) === undefined && PROXY_VARIABLES.some((name) => environment[name]);
  return {
    ...(proxy !== undefined && !overruled && { proxy }),
    ...(noProxy !== undefined && { noProxy }),
    ...(ca !== undefined && { ca: await readAuthorities(ca) }),
  };
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`cannot read network.ca: ${reasonOf(cause)}`, { cause, hint: 'name a PEM file' });
  }
}
