import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLTypeResolver } from 'graphql';
import type { Permission } from '../permission.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { RepositoryView } from '../view.js';
import type { WorldIndex } from '../world-index.js';
import { fault } from './errors.js';

/** The points of the hour, as the `rateLimit` field gives them. */
export interface RateLimit {
  readonly cost: number;
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  readonly resetAt: Date;
  readonly nodeCount: number;
}

/** What resolvers know besides their object: the world, the moment and what the token may see. */
export interface Asker {
  readonly world: WorldIndex;
  readonly url: string;
  /** Absent where rate limits are off. */
  readonly rateLimit: RateLimit | undefined;
  readonly dryRun: boolean;
  sees(repository: RepositoryIndex): boolean;
  view(repository: RepositoryIndex): RepositoryView;
  needs(...permissions: readonly Permission[]): void;
}

interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Every argument that some resolver reads. */
export interface Arguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly orderBy?: Order | null;
  readonly direction?: 'ASC' | 'DESC' | null;
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly refPrefix?: string | null;
  readonly qualifiedName?: string | null;
  readonly query?: string | null;
  readonly type?: string | null;
  readonly environments?: readonly string[] | null;
  readonly filterBy?: Filter | null;
  readonly author?: string | null;
  readonly number?: number | null;
  readonly branch?: string | null;
  readonly name?: string | null;
  readonly owner?: string | null;
  readonly login?: string | null;
  readonly tagName?: string | null;
  readonly expression?: string | null;
  readonly oid?: string | null;
  readonly id?: string | null;
  readonly ids?: readonly string[] | null;
  readonly dryRun?: boolean | null;
  readonly isArchived?: boolean | null;
  readonly isFork?: boolean | null;
  readonly privacy?: string | null;
  readonly followRenames?: boolean | null;
}

interface Filter {
  readonly labels?: readonly string[] | null;
  readonly states?: readonly string[] | null;
  readonly since?: string | null;
  readonly createdBy?: string | null;
  readonly checkType?: string | null;
  readonly checkName?: string | null;
}

export type Field = (args: Arguments, asker: Asker, info: GraphQLResolveInfo) => unknown;

/** An object of the schema: a value or a resolver for each field that this stand-in knows. */
export type Node = Readonly<Record<string, unknown>>;

function isField(value: unknown): value is Field {
  return typeof value === 'function';
}

/** Resolves a field of a node; a field or an argument that is unknown to the stand-in is an error, never a silent null. */
export const resolveField: GraphQLFieldResolver<Node, Asker, Arguments> = (source, args, asker, info) => {
  if (!Object.hasOwn(source, info.fieldName)) {
    throw fault('UNKNOWN_TO_STAND_IN', `the stand-in does not resolve ${info.parentType.name}.${info.fieldName}`);
  }
  const value = source[info.fieldName];
  if (!isField(value)) return value;
  const read = new Set<string | symbol>();
  const watched = new Proxy(args, {
    get(target, name, receiver) {
      read.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
  const result = value(watched, asker, info);
  const ignored = (info.fieldNodes[0]?.arguments ?? []).map(({ name }) => name.value).filter((name) => !read.has(name));
  if (ignored.length > 0) {
    const field = `${info.parentType.name}.${info.fieldName}`;
    throw fault('UNKNOWN_TO_STAND_IN', `the stand-in does not read the argument ${ignored.join(', ')} of ${field}`);
  }
  return result;
};

/** Interfaces and unions are told apart by the node's own `__typename`. */
export const resolveType: GraphQLTypeResolver<Node, Asker> = ({ __typename }) =>
  typeof __typename === 'string' ? __typename : undefined;

/** GraphQL's `Int` has 32 bits; GitHub gives null for ids beyond. */
export function int32(id: number): number | null {
  return id <= 2_147_483_647 ? id : null;
}
