import { dirname, join } from 'node:path';
import type { SpoolFiles } from '../../src/delivery/spool/spool-files.js';

interface Inode {
  text: string;
  synced: string | undefined;
}

/** A change of names that the disk may not have noted yet. */
interface NameChange {
  readonly folders: readonly string[];
  readonly apply: (names: Map<string, Inode>) => void;
}

export type Fault = 'none' | 'full' | 'read-only';

class FileError extends Error {
  readonly code: string;

  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

/**
 * A file system in memory that keeps no promise it was not asked for: when the power fails, contents that were not
 * synced are lost or torn, and any of the unsynced changes of names may have happened, whatever their order.
 */
export class FallibleFiles implements SpoolFiles {
  fault: Fault = 'none';
  #folders = new Set<string>();
  #names = new Map<string, Inode>();
  #durable = new Map<string, Inode>();
  #pending: NameChange[] = [];
  #callsLeft = Number.POSITIVE_INFINITY;

  /** The process dies in its call number `calls` from now: that one and all later ones never happen. */
  killAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  get killed(): boolean {
    return this.#callsLeft < 0;
  }

  /** Another process begins. */
  revive(): void {
    this.#callsLeft = Number.POSITIVE_INFINITY;
    this.fault = 'none';
  }

  /** What was not brought to the disk is lost, torn or kept, as `random` has it. */
  failPower(random: () => number): void {
    for (const change of this.#pending) if (random() < 0.5) change.apply(this.#durable);
    this.#pending = [];
    for (const inode of this.#durable.values()) {
      if (inode.synced === undefined || inode.synced !== inode.text)
        inode.text = random() < 0.3 ? inode.text : inode.text.slice(0, Math.floor(random() * inode.text.length));
      inode.synced = inode.text;
    }
    this.#names = new Map(this.#durable);
  }

  /** Paths of files, for a test that damages one. */
  paths(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** Changes the content of a file behind everybody's back. */
  damage(path: string, change: (text: string) => string): void {
    const inode = this.#inode(path);
    inode.text = change(inode.text);
    inode.synced = inode.text;
  }

  async makeFolder(path: string): Promise<void> {
    this.#begin();
    this.#writable(path);
    this.#folders.add(path);
  }

  async list(path: string): Promise<readonly string[]> {
    this.#begin();
    this.#folder(path);
    return this.paths()
      .filter((name) => dirname(name) === path)
      .map((name) => name.slice(path.length + 1));
  }

  async read(path: string): Promise<Uint8Array> {
    this.#begin();
    return Buffer.from(this.#inode(path).text);
  }

  async readStart(path: string, bytes: number): Promise<Uint8Array> {
    this.#begin();
    return Buffer.from(this.#inode(path).text).subarray(0, bytes);
  }

  async size(path: string): Promise<number> {
    this.#begin();
    return Buffer.byteLength(this.#inode(path).text);
  }

  async write(path: string, data: string | Uint8Array): Promise<void> {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
    this.#begin();
    this.#folder(dirname(path));
    this.#writable(path);
    const inode: Inode = this.#names.get(path) ?? { text: '', synced: undefined };
    inode.text = this.fault === 'full' ? text.slice(0, text.length / 2) : text;
    this.#change([dirname(path)], (names) => names.set(path, inode));
    if (this.fault === 'full') throw new FileError('ENOSPC', path);
  }

  async sync(path: string): Promise<void> {
    this.#begin();
    const inode = this.#inode(path);
    inode.synced = inode.text;
  }

  async syncFolder(path: string): Promise<void> {
    this.#begin();
    this.#folder(path);
    for (const change of this.#pending) if (change.folders.includes(path)) change.apply(this.#durable);
    this.#pending = this.#pending.filter(({ folders }) => !folders.includes(path));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#begin();
    const inode = this.#inode(from);
    this.#folder(dirname(to));
    this.#writable(to);
    this.#change([dirname(from), dirname(to)], (names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async remove(path: string): Promise<void> {
    this.#begin();
    this.#inode(path);
    this.#writable(path);
    this.#change([dirname(path)], (names) => names.delete(path));
  }

  #begin(): void {
    this.#callsLeft -= 1;
    if (this.killed) throw new FileError('EKILLED', 'the process is dead');
  }

  #change(folders: readonly string[], apply: NameChange['apply']): void {
    apply(this.#names);
    this.#pending.push({ folders, apply });
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw new FileError('ENOENT', path);
    return inode;
  }

  #folder(path: string): void {
    const isThere = [...this.#folders].some((folder) => folder === path || folder.startsWith(join(path, '/')));
    if (!isThere) throw new FileError('ENOENT', path);
  }

  #writable(path: string): void {
    if (this.fault === 'read-only') throw new FileError('EROFS', path);
  }
}
