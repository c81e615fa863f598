import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { codeOf, type SpoolFiles } from './spool-files.js';

/** What tells a running process from one that ended. */
export interface SpoolProcess {
  readonly pid: number;
  readonly host: string;
  /** Whether a process of this host runs. */
  isRunning(pid: number): boolean;
  /** Milliseconds since the epoch by the machine's own clock, which other processes share; not the run's. */
  nowMs(): number;
}

/** This process; `nowMs` is the machine's clock. */
export function thisProcess(nowMs: () => number): SpoolProcess {
  return { pid, host: hostname(), isRunning, nowMs };
}

function isRunning(other: number): boolean {
  try {
    kill(other, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

interface LeaseText {
  readonly pid: number;
  readonly host: string;
  readonly untilMs: number;
}

/** Who is still at work, for whoever finds segments of another. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
}

// Long enough for a disk that hangs, short enough that another host takes over within a slot.
const LEASE_MS = 30_000;

/**
 * The sign of life of one writer: nobody touches its segments before the lease ends, or the process does. Whoever
 * misjudges a paused process takes segments by renaming them, which only one of two can do.
 */
export class Lease {
  readonly #files: SpoolFiles;
  readonly #folder: string;
  readonly #process: SpoolProcess;
  readonly #writer: string;
  #untilMs = 0;

  constructor(files: SpoolFiles, folder: string, process: SpoolProcess, writer: string) {
    this.#files = files;
    this.#folder = folder;
    this.#process = process;
    this.#writer = writer;
  }

  /** Makes the lease last for so many milliseconds of silence and some more. */
  async renew(silenceMs: number): Promise<void> {
    const { pid, host } = this.#process;
    const nowMs = this.#process.nowMs();
    if (this.#untilMs >= nowMs + silenceMs + LEASE_MS / 2) return;
    const untilMs = nowMs + silenceMs + LEASE_MS;
    const path = this.#pathOf(this.#writer);
    const lease: LeaseText = { pid, host, untilMs };
    // In one step, so that nobody reads half a lease and takes the process for dead.
    await this.#files.write(`${path}.next`, JSON.stringify(lease));
    await this.#files.rename(`${path}.next`, path);
    this.#untilMs = untilMs;
  }

  /** The next renewal writes, whatever was promised: the folder may have been made anew. */
  forget(): void {
    this.#untilMs = 0;
  }

  async end(): Promise<void> {
    this.#untilMs = 0;
    await this.clear(this.#writer);
  }

  /** Who answers for a writer's segments; nobody once its process ended or its lease did. */
  async ownerOf(writer: string): Promise<Owner | undefined> {
    const lease = await this.#read(writer);
    if (lease === undefined || lease.untilMs <= this.#process.nowMs()) return undefined;
    const { pid, host } = lease;
    return host === this.#process.host && !this.#process.isRunning(pid) ? undefined : { pid, host };
  }

  /** Removes what an ended writer left of its lease. */
  async clear(writer: string): Promise<void> {
    try {
      await this.#files.remove(this.#pathOf(writer));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  async #read(writer: string): Promise<LeaseText | undefined> {
    try {
      const text = Buffer.from(await this.#files.read(this.#pathOf(writer))).toString('utf8');
      const lease: unknown = JSON.parse(text);
      return isLease(lease) ? lease : undefined;
    } catch (error) {
      // Absent, or torn by a crash: its writer is gone either way.
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #pathOf(writer: string): string {
    return join(this.#folder, `${writer}.lease`);
  }
}

function isLease(value: unknown): value is LeaseText {
  return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value && 'untilMs' in value;
}
