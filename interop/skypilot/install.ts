import { execFile } from 'node:child_process';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Releases of SkyPilot of four generations of its API, the newest first. */
export const RELEASES = ['0.14.1', '0.13.0', '0.12.3.post1', '0.11.2'] as const;
export type Release = (typeof RELEASES)[number];

/** Installs a release where the cache does not have it (half a minute), and returns its Python. */
export async function install(release: Release, cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, `skypilot-interop-${release}`);
  const done = join(folder, 'installed');
  const python = join(folder, 'bin', 'python');
  if (await exists(done)) return python;
  // An environment cannot be moved, so an unfinished one is thrown away.
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const requirements = fileURLToPath(new URL(`requirements-${release}.txt`, import.meta.url));
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input'];
  await run(python, ['-m', 'pip', 'install', ...quietly, '--requirement', requirements], { maxBuffer: 2 ** 26 });
  await run(python, ['-c', 'import sky']);
  const marker = join(folder, 'installing');
  await run('cp', [requirements, marker]);
  await rename(marker, done);
  return python;
}

/** A file that stands beside this one. */
export function beside(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
