import { closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { reasonOf } from '../errors.js';
import type { Log } from '../run.js';
import type { Clock } from './clock.js';
import { ForeignStateError, migrate } from './state-schema.js';

export type Row = Record<string, SQLOutputValue>;

interface Surroundings {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

const BUSY_TIMEOUT_MS = 5_000;

// Primary result codes: https://www.sqlite.org/rescode.html
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** A database that is always usable: damaged, it is set aside and begun anew; without a disk, it is in memory. */
export class StateDatabase {
  readonly #Database: typeof DatabaseSync;
  readonly #surroundings: Surroundings;
  readonly #statements = new Map<string, StatementSync>();
  readonly #told = new Set<string>();
  #path: string | undefined;
  #database: DatabaseSync;

  constructor(Database: typeof DatabaseSync, path: string | undefined, surroundings: Surroundings) {
    this.#Database = Database;
    this.#surroundings = surroundings;
    this.#path = path;
    this.#database = this.#open();
  }

  /** Absent in memory. */
  get path(): string | undefined {
    return this.#path;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  /** All of it or nothing; other processes wait. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** The result, or `undefined` and a warning: state is disposable, so that its loss never ends a run. */
  attempt<T>(what: string, work: () => T): T | undefined {
    try {
      return this.#repairing(work);
    } catch (error) {
      this.warnOnce(`cannot ${what} the state; go on without`, { reason: reasonOf(error) });
      return undefined;
    }
  }

  /** Begins anew where the database turns out to be damaged, before the error goes on to the caller. */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (this.#isDamage(error)) this.#beginAnew(reasonOf(error));
      throw error;
    }
  }

  warnOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#surroundings.log.warn(message, { path: this.#path, ...fields });
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #repairing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!this.#isDamage(error)) throw error;
      this.#beginAnew(reasonOf(error));
      return work();
    }
  }

  #isDamage(error: unknown): boolean {
    return this.#path !== undefined && isDamage(error);
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #open(): DatabaseSync {
    if (this.#path === undefined) return this.#inMemory();
    try {
      return this.#openFile(this.#path);
    } catch (error) {
      if (!isDamage(error) && !(error instanceof ForeignStateError)) return this.#inMemoryAfter(error);
      return this.#openAgain(this.#path, reasonOf(error));
    }
  }

  #openAgain(path: string, reason: string): DatabaseSync {
    try {
      const aside = setAside(path, this.#surroundings.clock.now());
      this.#surroundings.log.warn('the state file cannot be used and was set aside; begin anew', {
        path,
        aside,
        reason,
      });
      return this.#openFile(path);
    } catch (error) {
      return this.#inMemoryAfter(error);
    }
  }

  #openFile(path: string): DatabaseSync {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // What SQLite finds keeps its mode; what it makes itself, everybody can read.
    closeSync(openSync(path, 'a', 0o600));
    const database = new this.#Database(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      // First of all, since whatever follows would change a file that is not ours.
      migrate(database);
      // After a loss of power the newest writes may be gone: they are disposable, and none is torn.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #inMemoryAfter(error: unknown): DatabaseSync {
    this.#surroundings.log.warn('the state cannot be kept on disk; it is forgotten after this run', {
      path: this.#path,
      reason: reasonOf(error),
    });
    return this.#inMemory();
  }

  #inMemory(): DatabaseSync {
    this.#path = undefined;
    const database = new this.#Database(':memory:');
    migrate(database);
    return database;
  }

  #beginAnew(reason: string): void {
    this.close();
    this.#database = this.#path === undefined ? this.#inMemory() : this.#openAgain(this.#path, reason);
  }
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  return [CORRUPT, NOT_A_DATABASE].includes(error.errcode & 0xff);
}

// The journal goes first: a new database must never meet the journal of the old one.
function setAside(path: string, now: Date): string {
  const aside = `${path}.aside-${now.toISOString().replace(/[:.]/g, '-')}-${process.pid}`;
  for (const suffix of ['-wal', '-shm']) {
    try {
      renameSync(path + suffix, aside + suffix);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  renameSync(path, aside);
  return aside;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
