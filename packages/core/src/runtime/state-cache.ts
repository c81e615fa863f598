import type { Cache } from '../run.js';
import type { Clock } from './clock.js';
import type { StateDatabase } from './state-database.js';
import { pack, unpack } from './state-values.js';

export interface CacheLimits {
  /** Bytes of one collector's values as stored; the least recently used go first. */
  readonly maxBytes: number;
  /** Milliseconds after which an unused value goes. */
  readonly maxAgeMs: number;
}

const HOUR_MS = 3_600_000;
const PRUNE_EVERY = 256;

/** The request cache of one collector instance: what cannot be read or kept costs a request, nothing else. */
export class StateCache implements Cache {
  readonly #database: StateDatabase;
  readonly #collector: string;
  readonly #clock: Clock;
  readonly #limits: CacheLimits;
  #unpruned = 0;

  constructor(database: StateDatabase, collector: string, clock: Clock, limits: CacheLimits) {
    this.#database = database;
    this.#collector = collector;
    this.#clock = clock;
    this.#limits = limits;
  }

  async get(key: string): Promise<unknown> {
    const row = this.#database.attempt('read', () =>
      this.#database.get(
        'SELECT value, compressed, used_at FROM cache WHERE collector = ? AND key = ?',
        this.#collector,
        key,
      ),
    );
    if (row === undefined) return undefined;
    this.#touch(key, Number(row.used_at));
    try {
      return await unpack(row);
    } catch {
      // Bytes that do not unpack are as good as none: the caller asks the source again.
      this.#delete(key);
      return undefined;
    }
  }

  async set(key: string, value: unknown): Promise<void> {
    if (value === undefined) return this.#delete(key);
    const packed = await pack(value);
    const size = packed.value.length;
    if (size > this.#limits.maxBytes) return this.#delete(key);
    this.#database.attempt('write', () =>
      this.#database.run(
        `INSERT INTO cache (collector, key, value, compressed, size, used_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (collector, key) DO UPDATE SET value = excluded.value, compressed = excluded.compressed,
           size = excluded.size, used_at = excluded.used_at`,
        this.#collector,
        key,
        packed.value,
        packed.compressed,
        size,
        this.#clock.now().getTime(),
      ),
    );
    this.#unpruned += 1;
    if (this.#unpruned >= PRUNE_EVERY) this.prune();
  }

  /** Drops what is too old, and then, beginning with the least recently used, what is too much. */
  prune(): void {
    if (this.#unpruned === 0) return;
    this.#unpruned = 0;
    const oldest = this.#clock.now().getTime() - this.#limits.maxAgeMs;
    this.#database.attempt('prune', () => {
      this.#database.run('DELETE FROM cache WHERE collector = ? AND used_at < ?', this.#collector, oldest);
      this.#database.run(
        `DELETE FROM cache WHERE rowid IN (
           SELECT rowid FROM (
             SELECT rowid, sum(size) OVER (ORDER BY used_at DESC, rowid DESC) AS upto FROM cache WHERE collector = ?
           ) WHERE upto > ?
         )`,
        this.#collector,
        this.#limits.maxBytes,
      );
    });
  }

  // Written once an hour at most: a read would otherwise always be a write.
  #touch(key: string, usedAt: number): void {
    const now = this.#clock.now().getTime();
    if (now - usedAt < HOUR_MS) return;
    this.#database.attempt('write', () =>
      this.#database.run('UPDATE cache SET used_at = ? WHERE collector = ? AND key = ?', now, this.#collector, key),
    );
  }

  #delete(key: string): void {
    this.#database.attempt('write', () =>
      this.#database.run('DELETE FROM cache WHERE collector = ? AND key = ?', this.#collector, key),
    );
  }
}
