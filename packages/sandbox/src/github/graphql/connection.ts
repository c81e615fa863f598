import { type GraphQLResolveInfo, Kind } from 'graphql';
import { fault } from './errors.js';
import type { Arguments, Node } from './field.js';

const CURSOR = /^cursor:v2:(\d+)$/;

interface Slice {
  readonly from: number;
  readonly to: number;
}

/** A connection over a complete list: it is paged by opaque cursors and demands `first` or `last` as soon as rows are asked for. */
export function connection<T>(
  items: readonly T[],
  args: Arguments,
  info: GraphQLResolveInfo,
  node: (item: T) => Node,
): Node {
  const slice = sliceOf(items.length, args, info.fieldName);
  if (args.first == null && args.last == null && !asksOnlyForTotals(info)) {
    const problem = 'You must provide a `first` or `last` value to properly paginate';
    throw fault('MISSING_PAGINATION_BOUNDARIES', `${problem} the \`${info.fieldName}\` connection.`);
  }
  const rows = () => items.slice(slice.from, slice.to);
  return {
    totalCount: items.length,
    nodes: () => rows().map(node),
    edges: () => rows().map((item, at) => ({ cursor: cursorOf(slice.from + at), node: () => node(item) })),
    pageInfo: () => pageInfo(slice, rows().length, items.length),
  };
}

function asksOnlyForTotals({ fieldNodes }: GraphQLResolveInfo): boolean {
  const selections = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return selections.every((one) => one.kind === Kind.FIELD && ['totalCount', '__typename'].includes(one.name.value));
}

function pageInfo(slice: Slice, rows: number, total: number): Node {
  return {
    hasNextPage: slice.to < total,
    hasPreviousPage: slice.from > 0,
    startCursor: rows === 0 ? null : cursorOf(slice.from),
    endCursor: rows === 0 ? null : cursorOf(slice.to - 1),
  };
}

function sliceOf(total: number, { first, last, after, before }: Arguments, field: string): Slice {
  let from = after == null ? 0 : Math.min(positionOf(after) + 1, total);
  let to = before == null ? total : Math.max(from, Math.min(positionOf(before), total));
  if (first != null) to = Math.min(to, from + withinBounds(first, 'first', field));
  if (last != null) from = Math.max(from, to - withinBounds(last, 'last', field));
  return { from, to };
}

function withinBounds(count: number, argument: string, field: string): number {
  if (count > 100) {
    const limit = `exceeds the \`${argument}\` limit of 100 records`;
    throw fault('EXCESSIVE_PAGINATION', `Requesting ${count} records on the \`${field}\` connection ${limit}.`);
  }
  if (count >= 1) return count;
  throw fault('INVALID_PAGINATION', `\`${argument}\` on the \`${field}\` connection must be between 1 and 100.`);
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:v2:${position}`).toString('base64');
}

function positionOf(cursor: string): number {
  const [, position] = CURSOR.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (position !== undefined) return Number(position);
  throw fault('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
}
