import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { platform } from 'node:process';
import type { SpoolFiles } from './spool-files.js';

/** The real file system. Files are for the owner only: metrics tell what a company is about. */
export function nodeFiles(): SpoolFiles {
  return {
    makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
    list: (path) => readdir(path),
    read: (path) => readFile(path),
    readStart,
    size: async (path) => (await stat(path)).size,
    write: (path, data) => writeFile(path, data, { mode: 0o600 }),
    sync: (path) => syncOpened(path, 'r+'),
    // Windows opens no folder; NTFS journals renames by itself.
    syncFolder: async (path) => (platform === 'win32' ? undefined : syncOpened(path, 'r')),
    rename,
    remove: unlink,
  };
}

async function readStart(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(bytes), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function syncOpened(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
