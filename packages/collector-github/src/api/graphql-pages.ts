import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { GraphAnswer, GraphQl, GraphQuestion, PlacedError } from './graphql.js';
import { understood } from './understood.js';

const LEAST_PAGE = 10;

/** A connection to be walked page by page; its document takes `$first` and `$after`. */
export interface Walk<Node> extends GraphQuestion {
  /** Where the connection stands in an answer. */
  readonly path: readonly string[];
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
  const { variables, path, node, idOf, stopAt = () => false, mayFail = [] } = request;
  const nodes = new Map<string | number, Node>();
  const cursors = new Set<string>();
  const failed = new Map<string, SourceError>();
  const totals: number[] = [];
  let firstAnswer: unknown;
  let first = request.first;
  let after: string | undefined;
  for (;;) {
    const halve = (question: GraphQuestion): GraphQuestion => {
      first = Math.min(first, Math.max(LEAST_PAGE, Math.floor(first / 2)));
      return { ...question, variables: { ...question.variables, first } };
    };
    const answer = await graph.ask({ ...request, variables: { ...variables, first, after } }, halve);
    firstAnswer ??= answer.data;
    noteFailures(answer, mayFail, failed);
    const page = pageAt(answer.data, path, node);
    if (page === undefined) return { nodes: [], failed, first: firstAnswer, totalCount: undefined };
    if (page.totalCount !== undefined) totals.push(page.totalCount);
    for (const one of page.nodes)
      if (nodes.has(idOf(one))) throw circle();
      else nodes.set(idOf(one), one);
    const done = { nodes: [...nodes.values()], failed, first: firstAnswer, totalCount: page.totalCount };
    if (page.nodes.some(stopAt)) return done;
    if (!page.pageInfo.hasNextPage) return complete(done, totals);
    const { endCursor } = page.pageInfo;
    if (endCursor === null || cursors.has(endCursor) || page.nodes.length === 0) throw circle();
    cursors.add(endCursor);
    after = endCursor;
  }
}

function complete<Node>(walked: Walked<Node>, totals: readonly number[]): Walked<Node> {
  // What comes while the pages are read raises the count; below the smallest one, nodes are missing.
  const announced = Math.min(...totals);
  if (totals.length > 0 && walked.nodes.length < announced)
    throw new SourceError(`the list is cut off: ${walked.nodes.length} of ${announced} came`);
  return walked;
}

function circle(): SourceError {
  return new SourceError('the pages go in a circle: one of them came twice');
}

/** The page at a path; `undefined` where something on the way is null, as in an empty repository. */
function pageAt<Node>(data: unknown, path: readonly string[], node: z.ZodType<Node>): Page<Node> | undefined {
  const connection = valueAt(data, path);
  if (connection === null) return undefined;
  const schema = z.object({
    nodes: z.array(node),
    totalCount: z.int().optional(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });
  return understood(schema, connection);
}

/** What stands at a path of an answer; null where the way ends in a null. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const step of path) {
    if (value === null) return null;
    if (typeof value !== 'object' || value === undefined || !(step in value))
      throw new SourceError('the answer is not JSON, or lacks what was asked for');
    value = Object.entries(value).find(([key]) => key === step)?.[1];
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
