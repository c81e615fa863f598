import { isAbsolute, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { API_VERSION, type CollectorManifest, isCollectorManifest, PluginError, reasonOf } from '@metta-dd/core';
import { isRecord } from './config/path.js';
import { type Package, projectPackages } from './project.js';

/** A collector as its package declares it; nothing of its code is loaded. */
export interface Found {
  readonly id: string;
  readonly title: string;
  readonly plugin: string;
  readonly version: string;
  /** Where it came from: the working project, installed by the user, or linked. */
  readonly type: string;
  /** Why it cannot run, and what to upgrade. */
  readonly problem?: string;
  /** It speaks another plugin API. */
  readonly incompatible: boolean;
  /** The plugins with the same collector that come after this one. */
  readonly hides: readonly string[];
  /** The generated `catalog.json`, where the package names one. */
  readonly catalogFile?: string;
  readonly load: () => Promise<CollectorManifest>;
}

/** What oclif knows of the plugins of the user. */
export interface InstalledPlugins {
  readonly plugins: ReadonlyMap<string, Omit<Package, 'pjson'> & { readonly pjson: object }>;
}

/** The working project's dependencies first, then what the user installed or linked. */
export function pluginPackages(config: InstalledPlugins, cwd: string): Package[] {
  const user = [...config.plugins.values()].map(({ name, version, type, root, pjson }) => {
    return { name, version, type, root, pjson: { ...pjson } };
  });
  return [...projectPackages(cwd), ...user];
}

/** Every collector of the packages by id; the first package that declares one wins, and says what it hides. */
export function discover(packages: readonly Package[]): Found[] {
  const found = new Map<string, Found>();
  for (const one of packages.flatMap(declared)) {
    const first = found.get(one.id);
    const hides = first && [...first.hides, `${one.plugin}@${one.version} (${one.type})`];
    found.set(one.id, first && hides ? { ...first, hides } : one);
  }
  return [...found.values()].toSorted((a, b) => a.id.localeCompare(b.id));
}

/** What is wrong with the plugin API that a package says it speaks, and what to upgrade. */
export function incompatibility(speaks: unknown, plugin: string): string | undefined {
  if (speaks === API_VERSION) return undefined;
  if (typeof speaks !== 'number') return 'its "metta-dd" block has no apiVersion';
  const older = speaks > API_VERSION ? 'metta-dd' : plugin;
  return `needs plugin API ${speaks}, this metta-dd offers ${API_VERSION}: upgrade ${older}`;
}

/** True where a path in a package's own declaration stays within the package. */
export function staysInside(path: string): boolean {
  return !isAbsolute(path) && !normalize(path).startsWith('..');
}

function declared(plugin: Package): Found[] {
  const block = plugin.pjson['metta-dd'];
  const { keywords } = plugin.pjson;
  if (block === undefined && !(Array.isArray(keywords) && keywords.includes('metta-dd-collector'))) return [];
  if (isRecord(block) && block.collectors === undefined && block.secrets !== undefined) return [];
  if (!isRecord(block) || !Array.isArray(block.collectors))
    return [broken(plugin, plugin.name, 'its package.json has no "metta-dd" block that lists collectors')];
  const problem = incompatibility(block.apiVersion, plugin.name);
  return block.collectors.map((entry: unknown) => collectorOf(plugin, entry, problem));
}

function collectorOf(plugin: Package, entry: unknown, problem: string | undefined): Found {
  if (!isRecord(entry) || typeof entry.id !== 'string' || typeof entry.module !== 'string')
    return broken(plugin, plugin.name, 'a collector without id or module');
  const { id, module } = entry;
  const files = [module, ...(typeof entry.catalog === 'string' ? [entry.catalog] : [])];
  const outside = files.find((file) => !staysInside(file));
  if (outside !== undefined) return broken(plugin, id, `"${outside}" leaves the package`);
  return {
    ...identity(plugin),
    id,
    title: typeof entry.title === 'string' ? entry.title : id,
    ...(typeof entry.catalog === 'string' && { catalogFile: join(plugin.root, entry.catalog) }),
    ...(problem !== undefined && { problem }),
    incompatible: problem !== undefined,
    load: () => (problem === undefined ? load(plugin, id, module) : refuse(plugin, problem)),
  };
}

async function load(plugin: Package, id: string, module: string): Promise<CollectorManifest> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(join(plugin.root, module)).href);
  } catch (cause) {
    throw new PluginError(`cannot load ${plugin.name}@${plugin.version}: ${reasonOf(cause)}`, {
      cause,
      hint: `metta-dd plugins:install ${plugin.name} --force`,
    });
  }
  const manifest = isRecord(loaded) ? loaded.default : undefined;
  if (!isCollectorManifest(manifest))
    throw new PluginError(`${plugin.name}: ${module} has no default export made by defineCollector`);
  if (manifest.id === id) return manifest;
  throw new PluginError(`${plugin.name}: ${module} is the collector "${manifest.id}", its package.json says "${id}"`);
}

function broken(plugin: Package, id: string, problem: string): Found {
  return { ...identity(plugin), id, title: id, problem, incompatible: false, load: () => refuse(plugin, problem) };
}

const refuse = (plugin: Package, problem: string) => Promise.reject(new PluginError(`${plugin.name}: ${problem}`));

function identity({ name, version, type }: Package) {
  return { plugin: name, version, type, hides: [] };
}
