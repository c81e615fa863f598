import type { Cache } from '@metta-dd/core';
import { z } from 'zod';
import type { RepositoryName } from './rows.js';

const KEY = 'next repository';

/** Remembers which repository a run could not reach, so that the next one begins there. */
export class Progress {
  readonly #cache: Cache;
  #order: readonly string[] = [];
  readonly #unreached = new Set<string>();

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** The repositories, beginning with the first one that the last run did not reach. */
  async resumed(repositories: readonly RepositoryName[]): Promise<readonly RepositoryName[]> {
    const { data: next } = z.string().safeParse(await this.#cache.get(KEY));
    const start = Math.max(
      0,
      repositories.findIndex((repository) => nameOf(repository) === next),
    );
    const ordered = [...repositories.slice(start), ...repositories.slice(0, start)];
    this.#order = ordered.map(nameOf);
    return ordered;
  }

  /** Notes that something of a repository was left out for want of quota. */
  leftOut(repository: RepositoryName): void {
    this.#unreached.add(nameOf(repository));
  }

  /** Keeps for the next run where it begins: at the first repository left out, or where this one began. */
  async save(): Promise<void> {
    const next = this.#order.find((name) => this.#unreached.has(name));
    const first = this.#order[0];
    // A run whose very first repository did not fit would otherwise never come past it.
    const stuck = next !== undefined && next === first ? this.#order[1] : next;
    await this.#cache.set(KEY, stuck ?? next ?? '');
  }
}

function nameOf({ owner, name }: RepositoryName): string {
  return `${owner}/${name}`.toLowerCase();
}
