import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PluginError } from '@metta-dd/core';
import type { Interfaces } from '@oclif/core';
import type { Environment } from './config/environment.js';
import { isRecord } from './config/path.js';
import { installedPackage } from './project.js';

/** Where an optional package may be, and how to get it. */
export interface OptionalPackage {
  readonly name: string;
  /** What it is for, told when it is installed. */
  readonly purpose: string;
  readonly config: Interfaces.Config;
  readonly environment: Environment;
  readonly cwd: string;
  readonly say: (text: string) => void;
}

/** The module of a package that is not bundled: of the working project, the user's own, or installed now. */
export async function loadOptional(wanted: OptionalPackage): Promise<Readonly<Record<string, unknown>>> {
  const { name, config, cwd } = wanted;
  const folders = [cwd, config.dataDir, config.root];
  const present = folders.map((folder) => resolveFrom(folder, name)).find((file) => file !== undefined);
  const file = present ?? (await install(wanted));
  const module: unknown = await import(pathToFileURL(file).href);
  return isRecord(module) ? module : {};
}

// Not through Node's resolver: it remembers that a package was missing, and would miss it once it is installed.
function resolveFrom(folder: string, name: string): string | undefined {
  const found = installedPackage(name, folder, 'optional');
  if (found === undefined) return undefined;
  const { exports: entries } = found.pjson;
  const entry = isRecord(entries) ? entries['.'] : entries;
  const file = isRecord(entry) ? entry.default : entry;
  if (typeof file !== 'string') throw new PluginError(`cannot load ${name}: its package.json exports no module`);
  return join(found.root, file);
}

async function install(wanted: OptionalPackage): Promise<string> {
  const { name, purpose, config, say } = wanted;
  const specifier = `${name}@${rangeOf(name, config)}`;
  say(`${purpose} takes ${specifier}, which is not here; installing it into ${config.dataDir}`);
  prepareDataDir(config.dataDir);
  const code = await runNpm(wanted, ['install', specifier, '--omit', 'dev', '--no-audit', '--no-fund']);
  const file = resolveFrom(config.dataDir, name);
  if (code === 0 && file !== undefined) return file;
  throw new PluginError(`cannot install ${specifier}: npm ended with ${code}`, {
    hint: `npm install --save-dev ${specifier}`,
  });
}

// What this CLI was built against; in the working tree that is a workspace protocol, which npm does not know.
function rangeOf(name: string, config: Interfaces.Config): string {
  const { devDependencies } = config.pjson;
  const range = isRecord(devDependencies) ? devDependencies[name] : undefined;
  return typeof range === 'string' && !range.startsWith('workspace:') ? range : `^${config.version}`;
}

// oclif reads its plugins from the same file.
function prepareDataDir(dataDir: string): void {
  const file = join(dataDir, 'package.json');
  if (existsSync(file)) return;
  mkdirSync(dataDir, { recursive: true });
  const empty = { name: 'metta-dd', private: true, oclif: { schema: 1, plugins: [] }, dependencies: {} };
  writeFileSync(file, JSON.stringify(empty, undefined, 2));
}

async function runNpm({ config, environment }: OptionalPackage, args: readonly string[]): Promise<number> {
  const npm = npmOf(config);
  const registry = config.npmRegistry === undefined ? [] : [`--registry=${config.npmRegistry}`];
  const child = spawn(process.execPath, [npm, ...args, ...registry], {
    cwd: config.dataDir,
    env: { ...environment },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
}

/** The npm that the plugin manager brings. */
function npmOf(config: Interfaces.Config): string {
  const manager = config.plugins.get('@oclif/plugin-plugins');
  const manifest = createRequire(join(manager?.root ?? config.root, 'package.json')).resolve('npm/package.json');
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const bin = isRecord(content) && isRecord(content.bin) ? String(content.bin.npm) : 'bin/npm-cli.js';
  return join(dirname(manifest), bin);
}
