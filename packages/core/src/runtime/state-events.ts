import type { Clock } from './clock.js';
import type { EventMemory } from './events.js';
import type { EventKeys } from './report.js';
import type { StateDatabase } from './state-database.js';

const HOUR_MS = 3_600_000;

/** Which events were sent or need no sending; kept for 48 hours after the source last told of them. */
export class StateEvents implements EventMemory {
  readonly #database: StateDatabase;
  readonly #clock: Clock;

  constructor(database: StateDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** True once anything was remembered of this scope. Throws where the state cannot be read. */
  knows(scope: string): boolean {
    return this.#scopeId(scope) !== undefined;
  }

  /** Those of the ids that are remembered. Throws where the state cannot be read, lest an event be sent twice. */
  seen(scope: string, ids: readonly string[]): ReadonlySet<string> {
    const scopeId = this.#scopeId(scope);
    if (scopeId === undefined) return new Set();
    const rows = this.#database.guarded(() =>
      this.#database.all(
        'SELECT id, seen_at FROM event WHERE scope_id = ? AND id IN (SELECT value FROM json_each(?))',
        scopeId,
        JSON.stringify(ids),
      ),
    );
    const now = this.#clock.now().getTime();
    const aging = rows.filter(({ seen_at }) => now - Number(seen_at) >= HOUR_MS).map(({ id }) => String(id));
    // A source tells of an event for a week: its id must not be forgotten while it does.
    if (aging.length > 0) this.remember([{ scope, ids: aging }], this.#clock.now());
    return new Set(rows.map(({ id }) => String(id)));
  }

  /** Notes that these need no sending any more; a scope without ids is from now on known. */
  remember(keys: readonly EventKeys[], at: Date): void {
    this.#database.attempt('write', () =>
      this.#database.transaction(() => {
        for (const { scope, ids } of keys) {
          this.#database.run('INSERT OR IGNORE INTO event_scope (scope) VALUES (?)', scope);
          this.#database.run(
            `INSERT INTO event (scope_id, id, seen_at)
             SELECT (SELECT id FROM event_scope WHERE scope = ?), value, ? FROM json_each(?) WHERE true
             ON CONFLICT (scope_id, id) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`,
            scope,
            at.getTime(),
            JSON.stringify(ids),
          );
        }
      }),
    );
  }

  /** Forgets the ids last seen before; that their scope has a history stays known. */
  prune(olderThan: Date): void {
    this.#database.attempt('prune', () =>
      this.#database.run('DELETE FROM event WHERE seen_at < ?', olderThan.getTime()),
    );
  }

  #scopeId(scope: string): number | undefined {
    const row = this.#database.guarded(() => this.#database.get('SELECT id FROM event_scope WHERE scope = ?', scope));
    return row === undefined ? undefined : Number(row.id);
  }
}
