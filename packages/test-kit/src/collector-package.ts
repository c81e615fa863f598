import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { API_VERSION, type CollectorManifest, isCollectorManifest, PluginError } from '@metta-dd/core';

/** A package that holds collectors, as its `package.json` says. */
export interface CollectorPackage {
  readonly name: string;
  readonly folder: string;
  /** Where the catalog file goes, relative to the folder. */
  readonly catalog: string;
  readonly manifests: readonly CollectorManifest[];
}

/** Reads the `metta-dd` block of a package and imports its manifests; throws a PluginError that says what is wrong. */
export async function readCollectorPackage(folder: string): Promise<CollectorPackage> {
  const pjson: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const name = isRecord(pjson) && typeof pjson.name === 'string' ? pjson.name : folder;
  const block = isRecord(pjson) ? pjson['metta-dd'] : undefined;
  if (!isRecord(block) || !Array.isArray(block.collectors))
    throw new PluginError(`${name}: package.json has no "metta-dd" block that lists collectors`);
  if (block.apiVersion !== API_VERSION)
    throw new PluginError(`${name}: "metta-dd".apiVersion is ${String(block.apiVersion)}, this is ${API_VERSION}`);
  const entries = block.collectors.map((entry: unknown) => entryOf(entry, name));
  const catalogs = new Set(entries.map(({ catalog }) => catalog));
  const [catalog] = catalogs;
  if (catalog === undefined || catalogs.size > 1)
    throw new PluginError(`${name}: the collectors of one package share one catalog file`);
  return { name, folder, catalog, manifests: await Promise.all(entries.map((entry) => load(entry, folder, name))) };
}

interface Entry {
  readonly id: string;
  readonly module: string;
  readonly catalog: string;
}

function entryOf(entry: unknown, name: string): Entry {
  if (isRecord(entry) && typeof entry.id === 'string' && typeof entry.module === 'string')
    return {
      id: entry.id,
      module: entry.module,
      catalog: typeof entry.catalog === 'string' ? entry.catalog : './dist/catalog.json',
    };
  throw new PluginError(`${name}: each entry of "metta-dd".collectors needs an id and a module`);
}

async function load({ id, module }: Entry, folder: string, name: string): Promise<CollectorManifest> {
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(join(folder, module)).href);
  if (!isCollectorManifest(loaded.default))
    throw new PluginError(`${name}: ${module} has no default export made by defineCollector`);
  if (loaded.default.id !== id)
    throw new PluginError(`${name}: package.json says ${id}, ${module} says ${loaded.default.id}`);
  return loaded.default;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
