import { reasonOf } from '../../errors.js';
import type { Batch } from '../batch.js';
import { MemorySpool } from '../memory-outbox.js';
import type { Finding, Kept, Pending, Spool } from '../outbox.js';
import { adopt } from './adoption.js';
import type { Lease } from './lease.js';
import type { SegmentName } from './segment-name.js';
import type { SegmentStore } from './segment-store.js';
import { codeOf } from './spool-files.js';

export interface DiskSpoolOptions {
  readonly store: SegmentStore;
  readonly lease: Lease;
  /** Names the segments of this process; unique. */
  readonly writer: string;
}

const UNWRITABLE = 'cannot write the spool: points are held in memory';
const UNSIGNED = 'cannot write a sign of life into the spool';

/** The spool of one destination on a disk; whatever the disk refuses is held in memory, and said so. */
export class DiskSpool implements Spool {
  readonly #store: SegmentStore;
  readonly #lease: Lease;
  readonly #writer: string;
  readonly #memory = new MemorySpool();
  readonly #own = new Map<string, SegmentName>();
  /** Settled, but the disk did not let go of the file. */
  readonly #settled = new Set<string>();
  readonly #damaged = new Set<string>();
  /** Segments by the id in memory of what is left of them. */
  readonly #standIns = new Map<string, string>();
  #findings: Finding[] = [];
  #told = new Set<string>();
  #count = 0;

  constructor({ store, lease, writer }: DiskSpoolOptions) {
    this.#store = store;
    this.#lease = lease;
    this.#writer = writer;
  }

  async append(batch: Batch): Promise<Pending> {
    const name = this.#nextName(batch);
    try {
      await this.#writeNew(batch, name);
    } catch (error) {
      this.#tell(UNWRITABLE, error);
      return this.#memory.append(batch);
    }
    return this.#remember(name);
  }

  async claim(): Promise<readonly Pending[]> {
    try {
      await this.renew(0);
      const adopted = await adopt(this.#store, this.#lease, this.#writer, () => this.#nextNumber());
      for (const name of adopted.segments) this.#remember(name);
      this.#findings.push(...adopted.findings);
    } catch (error) {
      this.#tell('cannot read what earlier runs left in the spool', error);
    }
    const hidden = new Set([...this.#settled, ...this.#standIns.values()]);
    const own = [...this.#own].filter(([id]) => !hidden.has(id)).map(([id, { slot }]) => ({ id, slot }));
    return [...own, ...(await this.#memory.claim())];
  }

  async read(id: string): Promise<Kept | 'gone' | 'unreadable'> {
    const name = this.#own.get(id);
    if (name === undefined) return this.#memory.read(id);
    try {
      return await this.#readNamed(id, name);
    } catch (error) {
      this.#tell('cannot read a segment of the spool', error);
      return 'unreadable';
    }
  }

  async markAttempted(id: string): Promise<boolean> {
    return this.#own.has(id) ? this.#mark(id, true) : this.#memory.markAttempted(id);
  }

  async unmarkAttempted(id: string): Promise<void> {
    if (this.#own.has(id)) await this.#mark(id, false);
    else await this.#memory.unmarkAttempted(id);
  }

  async replace(id: string, batch: Batch): Promise<void> {
    const name = this.#own.get(id);
    if (name === undefined) return this.#memory.replace(id, batch);
    const rest: SegmentName = { ...this.#nextName(batch), slot: name.slot };
    try {
      await this.#writeNew(batch, rest);
      this.#remember(rest);
    } catch (error) {
      this.#tell('cannot write what is left of a segment', error);
      // The whole segment stays. Sending it again is harmless; of a distribution only what is left may go out, and the
      // segment, marked as attempted, stands in for it should the process die.
      if (name.kind === 'distribution') this.#standIns.set((await this.#memory.append(batch)).id, id);
      return;
    }
    await this.settle(id);
  }

  async settle(id: string): Promise<void> {
    const name = this.#own.get(id);
    if (name === undefined) return this.#settleInMemory(id);
    try {
      await (this.#damaged.has(id) ? this.#store.quarantine(name) : this.#store.remove(name));
      // A distribution that came back after a crash would be in doubt; the others may be sent twice.
      if (name.kind === 'distribution') await this.#store.sync();
      this.#own.delete(id);
    } catch (error) {
      this.#settled.add(id);
      this.#tell('cannot remove a settled segment from the spool', error);
    }
  }

  async #settleInMemory(id: string): Promise<void> {
    await this.#memory.settle(id);
    const standIn = this.#standIns.get(id);
    this.#standIns.delete(id);
    if (standIn !== undefined) await this.settle(standIn);
  }

  async renew(milliseconds: number): Promise<void> {
    try {
      await this.#store.make();
      await this.#lease.renew(milliseconds);
    } catch (error) {
      this.#tell(UNSIGNED, error);
    }
  }

  findings(): readonly Finding[] {
    // Where the spool cannot be written, neither can be the sign of life: one disk, one finding.
    const isTold = this.#findings.some(({ message }) => message === UNWRITABLE);
    const findings = this.#findings.filter(({ message }) => !isTold || message !== UNSIGNED);
    this.#findings = [];
    this.#told = new Set();
    return findings;
  }

  async close(): Promise<void> {
    try {
      await this.#lease.end();
    } catch (error) {
      this.#tell('cannot remove the sign of life from the spool', error);
    }
  }

  async #writeNew(batch: Batch, name: SegmentName): Promise<void> {
    try {
      await this.#lease.renew(0);
      await this.#store.write(batch, name);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // The folder is not there yet, or is not there any more.
      await this.#store.make();
      this.#lease.forget();
      await this.#lease.renew(0);
      await this.#store.write(batch, name);
    }
  }

  async #readNamed(id: string, name: SegmentName): Promise<Kept | 'gone'> {
    const reading = await this.#store.read(name);
    if (reading === undefined) {
      this.#own.delete(id);
      this.#findings.push({
        message: 'a segment vanished from the spool: another process took it, or it was removed',
        fields: { folder: this.#store.folder, newest: new Date(name.slot * 1000).toISOString() },
      });
      return 'gone';
    }
    const { batch, damaged, lostPoints } = reading;
    if (damaged > 0 && !this.#damaged.has(id)) {
      this.#damaged.add(id);
      const fields = { salvaged: batch.count, damaged, lostPoints, folder: this.#store.folder };
      this.#findings.push({ message: 'a damaged segment of the spool goes to quarantine', fields });
    }
    return { batch, attempted: name.attempted, lostPoints };
  }

  async #mark(id: string, attempted: boolean): Promise<boolean> {
    const name = this.#own.get(id);
    if (name === undefined || name.attempted === attempted) return name !== undefined;
    const marked = { ...name, attempted };
    try {
      if (!(await this.#store.rename(name, marked))) return false;
      this.#own.set(id, marked);
      if (attempted) await this.#store.sync();
      return true;
    } catch (error) {
      this.#tell('cannot note an attempt in the spool', error);
      return false;
    }
  }

  #nextName(batch: Batch): SegmentName {
    return {
      slot: batch.newest,
      writer: this.#writer,
      number: this.#nextNumber(),
      kind: batch.kind,
      attempted: false,
    };
  }

  #nextNumber(): number {
    this.#count += 1;
    return this.#count;
  }

  #remember(name: SegmentName): Pending {
    const id = `${name.number}`;
    this.#own.set(id, name);
    return { id, slot: name.slot };
  }

  // A full disk fails every call: once is enough, until somebody has read it.
  #tell(message: string, error: unknown): void {
    const reason = reasonOf(error);
    const key = `${message} ${codeOf(error) ?? reason}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#findings.push({ message, fields: { folder: this.#store.folder, reason } });
  }
}
