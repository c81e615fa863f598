import { SourceError } from '../errors.js';

/** One page of a listing and where the next one begins. */
export interface Page<T, Cursor> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: Cursor | undefined;
}

export interface PagesOptions {
  /** Names the listing in errors: `runs of acme/widgets`. */
  readonly what: string;
  /** More pages than this are an error, never cut off. Default 10,000. */
  readonly maxPages?: number;
}

/**
 * All items of a listing, page by page. Throws a SourceError where a cursor comes twice or the pages do not end, since
 * either would give a wrong or an endless list.
 */
export async function* itemsOf<T, Cursor extends string | number>(
  options: PagesOptions,
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<T, Cursor>>,
): AsyncGenerator<T, void, undefined> {
  const { what, maxPages = 10_000 } = options;
  const seen = new Set<Cursor>();
  let cursor: Cursor | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const page: Page<T, Cursor> = await fetchPage(cursor);
    yield* page.items;
    cursor = page.next;
    if (cursor === undefined) return;
    if (seen.has(cursor)) throw new SourceError(`cannot list ${what}: a page leads back to one that was read`);
    seen.add(cursor);
  }
  throw new SourceError(`cannot list ${what}: more than ${maxPages} pages`);
}
