import type { Cache } from '@metta-dd/core';
import type { GraphQl } from './graphql.js';
import type { Rest } from './rest.js';
import type { RepositoryName } from './rows.js';

/** The ways to one repository. */
export interface Source {
  readonly graph: GraphQl;
  readonly rest: Rest;
  readonly cache: Cache;
  readonly startedAt: Date;
  /** Present name of the repository: a renamed one is asked by its new name. */
  readonly repository: RepositoryName;
}

/** Key of a cache entry about one repository. */
export function cacheKey(
  kind: string,
  { owner, name }: RepositoryName,
  ...parts: readonly (string | number)[]
): string {
  return [kind, `${owner}/${name}`, ...parts].join(' ');
}
