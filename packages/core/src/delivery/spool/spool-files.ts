/**
 * What the spool asks of a file system: few calls, so that tests can put one in its place that loses, tears and fills.
 * All of them reject with an error that bears a `code` of Node's.
 */
export interface SpoolFiles {
  /** With its parents; content with an existing one. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  read(path: string): Promise<Uint8Array>;
  /** The first bytes, fewer where the file has no more. */
  readStart(path: string, bytes: number): Promise<Uint8Array>;
  size(path: string): Promise<number>;
  /** Creates or overwrites; the content survives a crash only once it is synced. */
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** Brings the content of a file to the disk. */
  sync(path: string): Promise<void>;
  /** Brings the entries of a folder to the disk: without it, a crash may undo a rename or a removal. */
  syncFolder(path: string): Promise<void>;
  /** Atomically, in the place of a file that bears the name. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The code of an error of the file system, for instance `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
