import type { FoundProvider } from './config/providers.js';
import { discover, type Found, type InstalledPlugins, pluginPackages } from './discovery.js';
import { discoverProviders } from './provider-discovery.js';

/** Everything that packages of the working project and of the user add. */
export interface Installed {
  readonly collectors: readonly Found[];
  readonly providers: readonly FoundProvider[];
}

/** Finds it by reading `package.json` files only. */
export function installed(config: InstalledPlugins, cwd: string): Installed {
  const packages = pluginPackages(config, cwd);
  return { collectors: discover(packages), providers: discoverProviders(packages) };
}
