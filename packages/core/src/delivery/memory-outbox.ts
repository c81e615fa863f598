import type { Batch } from './batch.js';
import type { Finding, Kept, Outbox, Pending, Spool } from './outbox.js';

/** Keeps batches in memory only: what is not sent when the process ends is lost. */
export function memoryOutbox(): Outbox {
  const spools = new Map<string, Spool>();
  return {
    durable: false,
    spoolOf: async (destination) => {
      const spool = spools.get(destination) ?? new MemorySpool();
      spools.set(destination, spool);
      return spool;
    },
  };
}

/** Also what a spool on disk falls back to. */
export class MemorySpool implements Spool {
  readonly #batches = new Map<string, Kept & Pending>();
  #count = 0;

  async append(batch: Batch): Promise<Pending> {
    this.#count += 1;
    const id = `memory-${this.#count}`;
    const slot = batch.newest;
    this.#batches.set(id, { ...kept(batch), id, slot });
    return { id, slot };
  }

  async claim(): Promise<readonly Pending[]> {
    return [...this.#batches.values()].map(({ id, slot }) => ({ id, slot }));
  }

  async read(id: string): Promise<Kept | 'gone'> {
    return this.#batches.get(id) ?? 'gone';
  }

  async markAttempted(id: string): Promise<boolean> {
    this.#change(id, { attempted: true });
    return this.#batches.has(id);
  }

  async unmarkAttempted(id: string): Promise<void> {
    this.#change(id, { attempted: false });
  }

  async replace(id: string, batch: Batch): Promise<void> {
    this.#change(id, kept(batch));
  }

  async settle(id: string): Promise<void> {
    this.#batches.delete(id);
  }

  async renew(): Promise<void> {}

  findings(): readonly Finding[] {
    return [];
  }

  async close(): Promise<void> {}

  #change(id: string, change: Partial<Kept>): void {
    const batch = this.#batches.get(id);
    if (batch !== undefined) this.#batches.set(id, { ...batch, ...change });
  }
}

function kept(batch: Batch): Kept {
  return { batch, attempted: false, lostPoints: 0 };
}
