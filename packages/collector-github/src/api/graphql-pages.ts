import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { GraphAnswer, GraphQl, GraphQuestion, PlacedError } from './graphql.js';
import { understood } from './understood.js';

const LEAST_PAGE = 10;

/** A connection to be walked page by page; its document takes `$first` and `$after`. */
export interface Walk<Node> extends GraphQuestion {
  /** Where the connection stands in an answer. */
  readonly path: readonly string[];
  /** Steps of the path that are null where there is nothing to list. */
  readonly nullable?: readonly string[];
  readonly node: z.ZodType<Node>;
  readonly first: number;
  /** Unique among the nodes: a node that comes twice shows that the pages go in a circle. */
  readonly idOf: (node: Node) => string | number;
  /** True for a node behind which nothing is wanted. */
  readonly stopAt?: (node: Node) => boolean;
  /** Fields that may be refused on their own; every other error is one of the whole walk. */
  readonly mayFail?: readonly string[];
}

export interface Walked<Node> {
  readonly nodes: readonly Node[];
  /** By field of `mayFail`. */
  readonly failed: ReadonlyMap<string, SourceError>;
  /** The first answer, for what stands beside the connection. */
  readonly first: unknown;
  readonly totalCount: number | undefined;
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly totalCount?: number | undefined;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Walks a connection to its end, or to where `stopAt` says. An overloaded GitHub is asked for half the page from the
 * same place. Throws where pages repeat, never end, or end before what they announced.
 */
export async function walk<Node>(graph: GraphQl, request: Walk<Node>): Promise<Walked<Node>> {
  const { variables, stopAt = () => false, mayFail = [] } = request;
  const list = new List(request);
  const failed = new Map<string, SourceError>();
  let firstAnswer: unknown;
  let first = request.first;
  const halve = (question: GraphQuestion): GraphQuestion => {
    first = Math.min(first, Math.max(LEAST_PAGE, Math.floor(first / 2)));
    return { ...question, variables: { ...question.variables, first } };
  };
  for (;;) {
    const answer = await graph.ask({ ...request, variables: { ...variables, first, after: list.cursor } }, halve);
    firstAnswer ??= answer.data;
    noteFailures(answer, mayFail, failed);
    const page = pageAt(answer.data, request);
    const hasMore = page !== undefined && list.take(page);
    if (page?.nodes.some(stopAt) === true) return { ...list.taken, failed, first: firstAnswer };
    if (!hasMore) return { ...list.complete(), failed, first: firstAnswer };
  }
}

/** The nodes of the pages so far, and where the next page begins. */
class List<Node> {
  readonly #request: Walk<Node>;
  readonly #nodes = new Map<string | number, Node>();
  readonly #cursors = new Set<string>();
  #totals: readonly number[] = [];
  cursor: string | undefined;

  constructor(request: Walk<Node>) {
    this.#request = request;
  }

  get taken() {
    return { nodes: [...this.#nodes.values()], totalCount: this.#totals.at(-1) };
  }

  /** Takes a page and says whether there is another one. */
  take({ nodes, totalCount, pageInfo: { hasNextPage, endCursor } }: Page<Node>): boolean {
    const before = this.#nodes.size;
    for (const node of nodes) this.#nodes.set(this.#request.idOf(node), node);
    if (totalCount !== undefined) this.#totals = [...this.#totals, totalCount];
    const isEndless = totalCount !== undefined && before > totalCount + this.#request.first;
    // What is changed in the meantime may come twice; a page that brings nothing new is one that came before.
    if ((hasNextPage || nodes.length > 0) && (this.#nodes.size === before || isEndless)) throw circle();
    if (!hasNextPage) return false;
    if (endCursor === null || this.#cursors.has(endCursor)) throw circle();
    this.#cursors.add(endCursor);
    this.cursor = endCursor;
    return true;
  }

  complete() {
    // What comes while the pages are read raises the count; below the smallest one, nodes are missing.
    const announced = Math.min(...this.#totals);
    const { size } = this.#nodes;
    if (this.#totals.length > 0 && size < announced)
      throw new SourceError(`the list is cut off: ${size} of ${announced} came`);
    return this.taken;
  }
}

function circle(): SourceError {
  return new SourceError('the pages go in a circle: one of them came twice');
}

const Connection = z.object({
  nodes: z.array(z.unknown()),
  totalCount: z.int().optional(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

/** The page at a path; `undefined` where there is none, as in an empty repository. */
function pageAt<Node>(data: unknown, { path, nullable, node }: Walk<Node>): Page<Node> | undefined {
  const connection = valueAt(data, path, nullable);
  if (connection === undefined) return undefined;
  const page = understood(Connection, connection);
  return { ...page, nodes: page.nodes.map((one) => understood(node, one)) };
}

/** What stands at a path of an answer; `undefined` where a step that may be null is. Any other null is no answer. */
export function valueAt(data: unknown, path: readonly string[], nullable: readonly string[] = []): unknown {
  let value = data;
  for (const step of path) {
    const next = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(step) : undefined;
    if (next === null && nullable.includes(step)) return undefined;
    if (next === null || next === undefined) throw new SourceError(`the answer lacks ${step}`);
    value = next;
  }
  return value;
}

function noteFailures({ errors }: GraphAnswer, mayFail: readonly string[], failed: Map<string, SourceError>): void {
  for (const { path, error } of errors) {
    const field = fieldOf(path, mayFail);
    if (field === undefined) throw error;
    if (!failed.has(field)) failed.set(field, error);
  }
}

function fieldOf(path: PlacedError['path'], mayFail: readonly string[]): string | undefined {
  return mayFail.find((field) => path.includes(field));
}
