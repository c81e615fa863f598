import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

/** A package that may hold collectors, wherever it was found. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** `project`, `user` or `link`. */
  readonly type: string;
  readonly root: string;
  readonly pjson: Json;
}

/** The installed dependencies of the nearest project at or above `from`, under any name; code is not loaded. */
export function projectPackages(from: string): Package[] {
  const project = upwards(from).find((folder) => existsSync(join(folder, 'package.json')));
  if (project === undefined) return [];
  const { dependencies, devDependencies, optionalDependencies } = readPackage(project);
  const names = Object.keys({ ...record(dependencies), ...record(devDependencies), ...record(optionalDependencies) });
  return names.flatMap((name) => installedPackage(name, project, 'project') ?? []);
}

/** A package as Node would find it from a folder: in `node_modules` there or above. */
export function installedPackage(name: string, from: string, type: string): Package | undefined {
  const roots = upwards(from).map((folder) => join(folder, 'node_modules', name));
  const root = roots.find((folder) => existsSync(join(folder, 'package.json')));
  if (root === undefined) return undefined;
  const pjson = readPackage(root);
  return { name, version: String(pjson.version), type, root, pjson };
}

/** A folder and all those above it. */
export function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** A file that is not JSON declares nothing: one broken dependency must not stop the others. */
function readPackage(folder: string): Json {
  try {
    return record(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return {};
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
