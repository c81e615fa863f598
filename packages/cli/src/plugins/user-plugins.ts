import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../config/path.js';
import { discover } from '../discovery.js';
import { installedPackage, type Package } from '../project.js';

/** A plugin that the user installed or linked. */
export interface UserPlugin {
  readonly name: string;
  readonly version: string;
  /** `user` or `link`. */
  readonly type: string;
  /** Ids of its collectors. */
  readonly collectors: readonly string[];
  /** Why it cannot run. */
  readonly problem?: string;
}

/** What the data folder holds now; read anew, since oclif keeps what it saw at the start. */
export function userPlugins(dataDir: string): UserPlugin[] {
  return recorded(dataDir)
    .flatMap((entry) => packageOf(entry, dataDir) ?? [])
    .map((one) => {
      const found = discover([one]);
      const problem = found.find((collector) => collector.problem !== undefined)?.problem;
      const { name, version, type } = one;
      return { name, version, type, collectors: found.map(({ id }) => id), ...(problem !== undefined && { problem }) };
    });
}

function packageOf(entry: Readonly<Record<string, unknown>>, dataDir: string): Package | undefined {
  const { name, type, root } = entry;
  if (typeof name !== 'string') return undefined;
  if (type !== 'link') return installedPackage(name, dataDir, 'user');
  if (typeof root !== 'string') return undefined;
  const pjson = readJson(join(root, 'package.json'));
  return { name, version: String(pjson.version), type: 'link', root, pjson };
}

function recorded(dataDir: string): Readonly<Record<string, unknown>>[] {
  const { oclif } = readJson(join(dataDir, 'package.json'));
  return isRecord(oclif) && Array.isArray(oclif.plugins) ? oclif.plugins.filter(isRecord) : [];
}

// A folder that was never used, or a file that is torn, holds no plugins; oclif warns of the latter at the start.
function readJson(file: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(content) ? content : {};
  } catch {
    return {};
  }
}
