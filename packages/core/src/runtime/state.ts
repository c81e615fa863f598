import { join } from 'node:path';
import type { Cache, Log, Quota } from '../run.js';
import { type Clock, systemClock } from './clock.js';
import { type CacheLimits, StateCache } from './state-cache.js';
import { StateDatabase } from './state-database.js';
import { StateEvents } from './state-events.js';
import { pack, unpack } from './state-values.js';

/** What one run leaves to the next: disposable, so that losing it costs requests and never a value. */
export interface StateFile {
  /** The file; absent where the state is in memory. */
  readonly path: string | undefined;
  /** The request cache of one collector instance. */
  cache(instance: string): Cache;
  readonly events: StateEvents;
  /** When a run of this instance last went well. */
  lastSuccess(instance: string): Date | undefined;
  succeeded(instance: string, at: Date): void;
  /** The newest word of the source on each of its quotas. */
  quotas(instance: string): QuotaObservation[];
  observed(instance: string, quotas: readonly Quota[], at: Date): void;
  /** JSON values by name, such as the newest import; unlike the cache they stay until they are replaced. */
  readonly facts: Facts;
  /** Drops what is too old or too much; `close` does it, too. */
  prune(): void;
  /** Prunes and closes; nothing may be asked afterwards. */
  close(): void;
}

export interface QuotaObservation extends Quota {
  readonly at: Date;
}

export interface Fact {
  readonly name: string;
  readonly value: unknown;
  readonly at: Date;
}

export interface Facts {
  read(name: string): Promise<Fact | undefined>;
  write(name: string, value: unknown, at: Date): Promise<void>;
  /** All whose name starts with the prefix, by name. */
  list(prefix: string): Promise<Fact[]>;
}

export interface StateOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly limits?: CacheLimits;
}

interface StoredQuota extends Omit<Quota, 'resetsAt'> {
  readonly resetsAt?: string;
}

const DAY_MS = 86_400_000;
const EVENT_MEMORY_MS = 2 * DAY_MS;
const LIMITS: CacheLimits = { maxBytes: 64 * 1024 * 1024, maxAgeMs: 30 * DAY_MS };

/**
 * Opens `state.sqlite` in a folder on a local disk, which several processes may share. Never fails: a file that is
 * newer, damaged or no database is set aside, and where nothing can be written the state is in memory, with a warning.
 */
export async function openState(folder: string, options: StateOptions): Promise<StateFile> {
  return stateAt(join(folder, 'state.sqlite'), options);
}

/** State that ends with the process. */
export async function memoryState(options: Partial<StateOptions> = {}): Promise<StateFile> {
  return stateAt(undefined, { clock: systemClock(), log: { warn: () => undefined }, ...options });
}

async function stateAt(path: string | undefined, { clock, log, limits = LIMITS }: StateOptions): Promise<StateFile> {
  // Loaded here, so that a command without state does not pay for it.
  const { DatabaseSync } = await import('node:sqlite');
  const database = new StateDatabase(DatabaseSync, path, { clock, log });
  const caches = new Map<string, StateCache>();
  const events = new StateEvents(database, clock);
  const prune = () => {
    for (const cache of caches.values()) cache.prune();
    events.prune(new Date(clock.now().getTime() - EVENT_MEMORY_MS));
  };
  return {
    get path() {
      return database.path;
    },
    cache(instance) {
      const cache = caches.get(instance) ?? new StateCache(database, instance, clock, limits);
      caches.set(instance, cache);
      return cache;
    },
    events,
    ...successesOf(database),
    ...quotasOf(database),
    facts: factsOf(database),
    prune,
    close() {
      prune();
      database.close();
    },
  };
}

function successesOf(database: StateDatabase): Pick<StateFile, 'lastSuccess' | 'succeeded'> {
  return {
    lastSuccess(instance) {
      const row = database.attempt('read', () => database.get('SELECT at FROM success WHERE instance = ?', instance));
      return row && new Date(Number(row.at));
    },
    succeeded(instance, at) {
      database.attempt('write', () =>
        database.run(
          `INSERT INTO success (instance, at) VALUES (?, ?)
           ON CONFLICT (instance) DO UPDATE SET at = max(at, excluded.at)`,
          instance,
          at.getTime(),
        ),
      );
    },
  };
}

function quotasOf(database: StateDatabase): Pick<StateFile, 'quotas' | 'observed'> {
  return {
    quotas(instance) {
      const sql = 'SELECT quota, at FROM quota WHERE instance = ? ORDER BY resource';
      const rows = database.attempt('read', () => database.all(sql, instance)) ?? [];
      return rows.map(({ quota, at }) => {
        const { resetsAt, ...rest }: StoredQuota = JSON.parse(String(quota));
        return { ...rest, ...(resetsAt && { resetsAt: new Date(resetsAt) }), at: new Date(Number(at)) };
      });
    },
    observed(instance, quotas, at) {
      database.attempt('write', () =>
        database.transaction(() => {
          for (const quota of quotas)
            database.run(
              `INSERT INTO quota (instance, resource, quota, at) VALUES (?, ?, ?, ?)
               ON CONFLICT (instance, resource) DO UPDATE SET quota = excluded.quota, at = excluded.at
               WHERE excluded.at >= at`,
              instance,
              quota.resource,
              JSON.stringify(quota),
              at.getTime(),
            );
        }),
      );
    },
  };
}

function factsOf(database: StateDatabase): Facts {
  const factsWhere = async (condition: string, value: string) => {
    const sql = `SELECT name, value, compressed, at FROM fact WHERE ${condition} ORDER BY name`;
    const rows = database.attempt('read', () => database.all(sql, value)) ?? [];
    return Promise.all(
      rows.map(async (row) => ({ name: String(row.name), value: await unpack(row), at: new Date(Number(row.at)) })),
    );
  };
  return {
    read: async (name) => (await factsWhere('name = ?', name))[0],
    list: (prefix) => factsWhere('substr(name, 1, length(?1)) = ?1', prefix),
    async write(name, value, at) {
      const packed = await pack(value);
      database.attempt('write', () =>
        database.run(
          `INSERT INTO fact (name, value, compressed, at) VALUES (?, ?, ?, ?) ON CONFLICT (name)
           DO UPDATE SET value = excluded.value, compressed = excluded.compressed, at = excluded.at`,
          name,
          packed.value,
          packed.compressed,
          at.getTime(),
        ),
      );
    },
  };
}
