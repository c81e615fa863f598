import { createHash } from 'node:crypto';
import type { Answer } from '@metta-dd/local-datadog';
import { refusal } from './reply.js';
import type { AsanaOptions } from './world.js';

const LONGEST = 100;

interface Position {
  readonly from: number;
  /** The empty page before it has been served. */
  readonly afterEmpty: boolean;
}

/** One page, and where the next begins. */
export interface PageOf<T> {
  readonly data: readonly T[];
  readonly next_page?: { readonly offset: string; readonly path: string; readonly uri: string } | null;
}

/** Cuts lists into pages as `limit` and `offset` demand. */
export class Pages {
  readonly #emptyPages: boolean;
  #toExpire: number;

  constructor({ emptyPages = false, expiredOffsets = 0 }: AsanaOptions) {
    this.#emptyPages = emptyPages;
    this.#toExpire = expiredOffsets;
  }

  /** Without a limit the list comes whole, and no next page is told of. */
  cut<T>(rows: readonly T[], url: URL): PageOf<T> | Answer {
    const limit = url.searchParams.get('limit');
    const offset = url.searchParams.get('offset');
    if (limit === null && offset === null) return { data: rows };
    const size = Number(limit ?? LONGEST);
    if (!Number.isInteger(size) || size < 1 || size > LONGEST)
      return refusal(400, 'limit: Must be a number between 1 and 100');
    const position = offset === null ? { from: 0, afterEmpty: false } : decode(offset, url);
    if (position === undefined) return refusal(400, `offset: Your pagination token is invalid: ${offset}`);
    if (offset !== null && this.#toExpire > 0) {
      this.#toExpire -= 1;
      return refusal(400, 'offset: Your pagination token has expired.');
    }
    return this.#page(rows, position, size, url);
  }

  #page<T>(rows: readonly T[], { from, afterEmpty }: Position, size: number, url: URL): PageOf<T> {
    if (from > 0 && this.#emptyPages && !afterEmpty)
      return { data: [], next_page: nextPage({ from, afterEmpty: true }, url) };
    const end = from + size;
    const data = rows.slice(from, end);
    return { data, next_page: end < rows.length ? nextPage({ from: end, afterEmpty: false }, url) : null };
  }
}

function nextPage(position: Position, url: URL) {
  const offset = Buffer.from(JSON.stringify({ ...position, of: listingOf(url) })).toString('base64url');
  const next = new URL(url);
  next.searchParams.set('offset', offset);
  const path = next.pathname.replace(/^\/api\/1\.0/, '');
  return { offset, path: `${path}${next.search}`, uri: next.href };
}

function decode(offset: string, url: URL): Position | undefined {
  try {
    const { from, afterEmpty, of } = JSON.parse(Buffer.from(offset, 'base64url').toString());
    return of === listingOf(url) ? { from: Number(from), afterEmpty: afterEmpty === true } : undefined;
  } catch {
    return undefined; // Not an offset of this server, which is all the caller is told.
  }
}

/** An offset is good for the listing that gave it, whatever fields and size of page are asked for. */
function listingOf(url: URL): string {
  const filters = [...url.searchParams].filter(
    ([name]) => !['offset', 'limit', 'opt_fields', 'opt_pretty'].includes(name),
  );
  return createHash('sha256')
    .update(JSON.stringify([url.pathname, filters.map(String).toSorted()]))
    .digest('base64url')
    .slice(0, 16);
}
