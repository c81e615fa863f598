import { SourceError } from '@metta-dd/core';
import { itemsOf } from '@metta-dd/core/http';
import { z } from 'zod';

/** A page of a connection. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

export function connectionOf<Node>(node: z.ZodType<Node>): z.ZodType<Connection<Node>> {
  return z.object({
    edges: z.array(z.object({ node })),
    pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  });
}

export interface Listing<Node> {
  /** In the plural: `active runs of acme/metta`. */
  readonly what: string;
  readonly maxPages: number;
  /** Waits before each further page. */
  readonly pause: () => Promise<void>;
  readonly idOf: (node: Node) => string;
  readonly page: (after: string | undefined) => Promise<Connection<Node>>;
  /** True for a page behind which nothing is wanted. */
  readonly isLast?: (nodes: readonly Node[]) => boolean;
}

/** All nodes of a listing, each once, in the order of their ids. Throws where the pages repeat, never end or are more than wanted. */
export async function allOf<Node>(listing: Listing<Node>): Promise<readonly Node[]> {
  const { what, maxPages, pause, idOf, page, isLast = () => false } = listing;
  const nodes = new Map<string, Node>();
  const pages = itemsOf<Node, string>({ what, maxPages }, async (after) => {
    if (after !== undefined) await pause();
    const { edges, pageInfo } = await page(after);
    const items = edges.map(({ node }) => node);
    if (!pageInfo.hasNextPage || isLast(items)) return { items };
    // Pages go by offset: what comes first meanwhile repeats the end of the last page, but never a whole one.
    if (pageInfo.endCursor === null || items.every((node) => nodes.has(idOf(node))))
      throw new SourceError(`cannot list ${what}: the pages lead nowhere new`);
    return { items, next: pageInfo.endCursor };
  });
  for await (const node of pages) nodes.set(idOf(node), node);
  // The source promises no order that lasts, and sums of fractions depend on it.
  return [...nodes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => node);
}
