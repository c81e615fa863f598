import { isRecord } from './path.js';
import type { FoundProvider, SecretNetwork } from './providers.js';
import { resolveReferences } from './resolve.js';
import { overrideAt, type Settings } from './settings.js';

/** What all requests of a configuration for secrets have in common. */
export interface Connection {
  readonly settings: Settings;
  /** The file was named or accepted: its proxy may be sent secrets. */
  readonly trusted: boolean;
  /** Told of what an operator should put right, each thing once. */
  readonly warn: (message: string) => void;
}

/** The same providers, which follow the network of the configuration and tell what should be put right. */
export function connectedProviders(providers: readonly FoundProvider[], connection: Connection): FoundProvider[] {
  const told = new Set<string>();
  const warn = (message: string) => {
    if (told.has(message)) return;
    told.add(message);
    connection.warn(message);
  };
  let network: Promise<SecretNetwork> | undefined;
  return providers.map((found) => ({
    ...found,
    load: async () => {
      network ??= secretNetwork(connection);
      const [provider, way] = await Promise.all([found.load(), network]);
      return {
        apiVersion: provider.apiVersion,
        resolve: (reference, context) => provider.resolve(reference, { ...context, warn, network: way }),
      };
    },
  }));
}

// What is wrong with the block is told where all of the configuration is read; a secret cannot name the way to itself.
async function secretNetwork({ settings, trusted }: Connection): Promise<SecretNetwork> {
  const [{ wayOut }, { HostConfig }] = await Promise.all([import('../collect/network.js'), import('./schema.js')]);
  const resolver = { environment: settings.environment.variables, providers: [], configFile: settings.found?.file };
  const { tree } = await resolveReferences({ network: networkOf(settings) }, resolver);
  const { network = {} } = HostConfig.safeParse(tree).data ?? {};
  const { proxy, ...rest } = await wayOut(network, settings);
  const isOwn = trusted || overrideAt(settings, ['network', 'proxy']) !== undefined;
  return isOwn && proxy !== undefined ? { ...rest, proxy } : rest;
}

const networkOf = ({ tree: { network } }: Settings) => (isRecord(network) ? network : {});
