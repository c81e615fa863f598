import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PluginError } from '@metta-dd/core';
import { isRecord } from './config/path.js';
import type { FoundProvider, SecretProvider } from './config/providers.js';
import { incompatibility, staysInside } from './discovery.js';
import type { Package } from './project.js';

/** The secret providers that packages declare under `metta-dd.secrets: [{ schemes, module }]`; the first one wins. */
export function discoverProviders(packages: readonly Package[]): FoundProvider[] {
  return packages.flatMap((plugin) => {
    const block = plugin.pjson['metta-dd'];
    if (!isRecord(block) || !Array.isArray(block.secrets)) return [];
    const problem = incompatibility(block.apiVersion, plugin.name);
    return block.secrets.flatMap((entry: unknown) => providersOf(plugin, entry, problem));
  });
}

function providersOf(plugin: Package, entry: unknown, problem: string | undefined): FoundProvider[] {
  if (!isRecord(entry) || !Array.isArray(entry.schemes) || typeof entry.module !== 'string') return [];
  const { module } = entry;
  const wrong = problem ?? (staysInside(module) ? undefined : `"${module}" leaves the package`);
  return entry.schemes
    .filter((scheme) => typeof scheme === 'string')
    .map((scheme) => {
      return { scheme, plugin: plugin.name, ...(wrong && { problem: wrong }), load: () => load(plugin, module) };
    });
}

async function load(plugin: Package, module: string): Promise<SecretProvider> {
  const loaded: unknown = await import(pathToFileURL(join(plugin.root, module)).href);
  const provider = isRecord(loaded) ? loaded.default : undefined;
  if (isProvider(provider)) return provider;
  throw new PluginError(`${plugin.name}: ${module} has no default export with a function "resolve"`);
}

function isProvider(value: unknown): value is SecretProvider {
  return typeof value === 'object' && value !== null && 'resolve' in value && typeof value.resolve === 'function';
}
