import type { DatabaseSync } from 'node:sqlite';

/** Why a file cannot be used as state, although it could be opened. */
export class ForeignStateError extends Error {
  override readonly name = 'ForeignStateError';
}

// The position of a step is the version it leads to; a released step is never changed.
const STEPS: readonly ((database: DatabaseSync) => void)[] = [
  (database) =>
    database.exec(`
      CREATE TABLE cache (
        collector TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, compressed INTEGER NOT NULL,
        size INTEGER NOT NULL, used_at INTEGER NOT NULL, UNIQUE (collector, key)
      );
      CREATE INDEX cache_by_use ON cache (collector, used_at, size);
      CREATE TABLE event_scope (id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE);
      CREATE TABLE event (
        scope_id INTEGER NOT NULL REFERENCES event_scope (id), id TEXT NOT NULL, seen_at INTEGER NOT NULL,
        PRIMARY KEY (scope_id, id)
      ) WITHOUT ROWID;
      CREATE TABLE success (instance TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE quota (
        instance TEXT NOT NULL, resource TEXT NOT NULL, quota TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (instance, resource)
      ) WITHOUT ROWID;
      CREATE TABLE fact (name TEXT PRIMARY KEY, value BLOB NOT NULL, compressed INTEGER NOT NULL, at INTEGER NOT NULL);
    `),
];

/** The version that `migrate` leads to. */
export const STATE_VERSION = STEPS.length;

/** Brings the schema up to date, once however many processes try. Throws a ForeignStateError for a newer file. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) === STATE_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    refuseForeign(database, version);
    for (const step of STEPS.slice(version)) step(database);
    database.exec(`PRAGMA user_version = ${STATE_VERSION}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function refuseForeign(database: DatabaseSync, version: number): void {
  if (version > STATE_VERSION) throw new ForeignStateError(`version ${version} is newer than ${STATE_VERSION}`);
  if (version === 0 && hasTables(database)) throw new ForeignStateError('it is the database of another program');
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
