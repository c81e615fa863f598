import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from './environment.js';
import { InvalidConfiguration } from './problem.js';

const NAMES = ['metta-dd.yaml', 'metta-dd.yml', 'metta-dd.json'];

/** A configuration file and how it came to be used. */
export interface FoundFile {
  readonly file: string;
  /** A file that was named is trusted; one that was found by searching is not. */
  readonly by: 'flag' | 'environment' | 'search';
}

/** Where to look. */
export interface FileSearch {
  readonly environment: Environment;
  readonly cwd: string;
  readonly home: string;
  /** `--config`. */
  readonly named?: string;
}

/** The file that was named, else the nearest one from the working folder up to the repository root or home. */
export function findConfigFile({ environment, cwd, home, named }: FileSearch): FoundFile | undefined {
  if (named !== undefined) return existing(resolve(cwd, named), 'flag', '--config');
  const variable = environment.METTA_DD_CONFIG;
  if (variable) return existing(resolve(cwd, variable), 'environment', 'METTA_DD_CONFIG');
  for (const folder of searchedFolders(cwd, home)) {
    const file = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file !== undefined) return { file, by: 'search' };
  }
  return undefined;
}

/** The working folder and those above it, to the repository root, home or the top. */
export function searchedFolders(cwd: string, home: string): string[] {
  const parent = dirname(cwd);
  const last = parent === cwd || cwd === home || existsSync(join(cwd, '.git'));
  return last ? [cwd] : [cwd, ...searchedFolders(parent, home)];
}

function existing(file: string, by: FoundFile['by'], name: string): FoundFile {
  if (existsSync(file)) return { file, by };
  throw new InvalidConfiguration([
    { message: `${name} names ${file}, which does not exist`, hint: 'metta-dd config init' },
  ]);
}
