/** One page of a listing. */
export interface ConnectionNode<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly totalCount: number;
}

/** A page of a list by offset: what comes or goes before the cursor shifts the next page. */
export function connection<T, N>(
  items: readonly T[],
  { first, after }: { readonly first?: number | null; readonly after?: string | null },
  nodeOf: (item: T) => N,
): ConnectionNode<N> {
  const start = offsetAfter(after);
  const end = start + Math.max(0, first ?? 50);
  const edges = items.slice(start, end).map((item, index) => ({
    cursor: cursorAt(start + index),
    node: nodeOf(item),
  }));
  return {
    edges,
    pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: end < items.length },
    totalCount: items.length,
  };
}

const cursorAt = (offset: number) => Buffer.from(`arrayconnection:${offset}`).toString('base64');

function offsetAfter(cursor: string | null | undefined): number {
  if (cursor === undefined || cursor === null || cursor === '') return 0;
  const offset = /^arrayconnection:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (offset === undefined) throw new Error(`invalid cursor: ${cursor}`);
  return Number(offset) + 1;
}
