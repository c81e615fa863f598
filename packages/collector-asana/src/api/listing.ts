import { SourceError } from '@metta-dd/core';
import { itemsOf } from '@metta-dd/core/http';
import { type ZodType, z } from 'zod';
import type { Subject } from './failure.js';
import { understood } from './understood.js';

// The most that a page holds: https://developers.asana.com/docs/pagination
const LIMIT = 100;
// An empty page with another one behind it is legitimate, a row of them is a listing that does not end.
const PAGES_WITHOUT_NEWS = 10;

/** What every listing of the SDK takes; made anew for each page, since the SDK writes into it. */
export interface PageQuery {
  readonly limit: number;
  readonly offset?: string;
}

interface Row {
  readonly gid: string;
}

/** All rows of a listing, each once. Throws a SourceError unless it comes whole. */
export async function listed<T extends Row>(
  subject: Subject,
  row: ZodType<T>,
  fetchPage: (query: PageQuery) => Promise<unknown>,
): Promise<readonly T[]> {
  try {
    return await allPages(subject, row, fetchPage);
  } catch (error) {
    if (!(error instanceof ExpiredOffset)) throw error;
  }
  // Offsets live for a while only; from the start there are new ones.
  try {
    return await allPages(subject, row, fetchPage);
  } catch (error) {
    throw error instanceof ExpiredOffset ? error.cause : error;
  }
}

class ExpiredOffset extends Error {
  override readonly name = 'ExpiredOffset';
}

async function allPages<T extends Row>(
  subject: Subject,
  row: ZodType<T>,
  fetchPage: (query: PageQuery) => Promise<unknown>,
): Promise<readonly T[]> {
  const Page = z.object({ data: z.array(row), next_page: z.object({ offset: z.string().min(1) }).nullish() });
  const rows = new Map<string, T>();
  let withoutNews = 0;
  const pages = itemsOf({ what: subject.what.replace(/^list /, '') }, async (offset: string | undefined) => {
    const page = understood(Page, await onePage(fetchPage, offset), subject.what);
    const next = page.next_page?.offset;
    withoutNews = page.data.some(({ gid }) => !rows.has(gid)) ? 0 : withoutNews + 1;
    if (next !== undefined && withoutNews >= PAGES_WITHOUT_NEWS)
      throw new SourceError(`cannot ${subject.what}: ${withoutNews} pages in a row hold nothing new`);
    return { items: page.data, next };
  });
  // A list that changes while it is read shows a row on two pages.
  for await (const one of pages) if (!rows.has(one.gid)) rows.set(one.gid, one);
  return [...rows.values()];
}

async function onePage(fetchPage: (query: PageQuery) => Promise<unknown>, offset: string | undefined) {
  try {
    return await fetchPage({ limit: LIMIT, ...(offset !== undefined && { offset }) });
  } catch (error) {
    if (offset !== undefined && error instanceof SourceError && error.status === 400)
      throw new ExpiredOffset(error.message, { cause: error });
    throw error;
  }
}
