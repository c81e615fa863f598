import { instant } from '../instant.js';
import { type NodeKey, nodeId, parseNodeId, runIdOfSuite } from '../node-id.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { RepositoryView } from '../view.js';
import { runNode, suiteNode, workflowNode } from './check-nodes.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import { fault, notFound } from './errors.js';
import { type Arguments, type Asker, int32, type Node } from './field.js';
import { pullNode } from './pull-node.js';
import { ownerNode, repositoryNode } from './repository-node.js';

type Info = Parameters<typeof connection>[2];

/** The roots of the schema that this stand-in resolves; with `dryRun` nothing but the cost is. */
export function queryRoot(): Node {
  return {
    __typename: 'Query',
    rateLimit: (args: Arguments, asker: Asker) => {
      // Read here, so that the argument counts as known: what it does was decided with the cost.
      void args.dryRun;
      if (asker.rateLimit === undefined) return undefined;
      return { __typename: 'RateLimit', ...asker.rateLimit, resetAt: instant(asker.rateLimit.resetAt) };
    },
    repository: (args: Arguments, asker: Asker) => {
      const { owner, name, followRenames } = args;
      return asker.dryRun ? undefined : repositoryNamed(asker, owner ?? '', name ?? '', followRenames !== false);
    },
    organization: (args: Arguments, asker: Asker) => {
      const { login } = args;
      return asker.dryRun ? undefined : organizationNode(asker, login ?? '');
    },
    node: (args: Arguments, asker: Asker) => {
      const { id } = args;
      return asker.dryRun ? undefined : nodeOf(asker, id ?? '');
    },
    nodes: (args: Arguments, asker: Asker) => {
      const { ids } = args;
      if (asker.dryRun) return [];
      const all = ids ?? [];
      if (all.length > 100) {
        throw fault('ARGUMENT_LIMIT', `You may not provide more than 100 node ids; you provided ${all.length}.`);
      }
      return all.map((id) => orError(() => nodeOf(asker, id)));
    },
  };
}

function repositoryNamed(asker: Asker, owner: string, name: string, followRenames: boolean): Node {
  const found = asker.world.named(owner, name) ?? (followRenames ? asker.world.formerly(owner, name) : undefined);
  if (found === undefined || !asker.sees(found)) throw notFound(`a Repository with the name '${owner}/${name}'`);
  return repositoryNode(asker.view(found));
}

function organizationNode(asker: Asker, login: string): Node {
  const all = asker.world.ownedBy(login).filter((one) => !one.ownerIsUser && asker.sees(one));
  const [first] = all;
  if (first === undefined) throw notFound(`an Organization with the login of '${login}'`);
  return {
    ...ownerNode(asker.view(first)),
    databaseId: int32(first.ownerId),
    id: nodeId('O', 0, first.ownerId),
    name: first.world.owner,
    repositories: (args: Arguments, _asker: Asker, info: Info) => {
      const { isArchived, isFork, privacy, orderBy } = args;
      const chosen = all
        .filter(
          ({ world }) =>
            (isArchived == null || world.archived === isArchived) &&
            (isFork == null || world.fork === isFork) &&
            (privacy == null || (privacy === 'PRIVATE') === world.private),
        )
        .map((one) => asker.view(one));
      return connection(ordered(chosen, orderBy), args, info, repositoryNode);
    },
  };
}

function ordered(views: readonly RepositoryView[], orderBy: Arguments['orderBy']): readonly RepositoryView[] {
  if (orderBy == null) return views;
  const sign = orderBy.direction === 'ASC' ? 1 : -1;
  const keys: Readonly<Record<string, (view: RepositoryView) => number | string>> = {
    NAME: ({ world }) => world.name,
    CREATED_AT: ({ world }) => world.createdAt.getTime(),
    PUSHED_AT: ({ pushedAt }) => pushedAt?.getTime() ?? 0,
    UPDATED_AT: ({ pushedAt, world }) => (pushedAt ?? world.createdAt).getTime(),
  };
  const key = keys[orderBy.field];
  if (key === undefined) throw new RangeError(`cannot order repositories by ${orderBy.field}`);
  return views.toSorted((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.world.id - b.world.id));
}

/** In a list each object fails alone; graphql-js takes an error for the failure of its place. */
function orError(find: () => Node): Node | Error {
  try {
    return find();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function nodeOf(asker: Asker, id: string): Node {
  const pointer = parseNodeId(id);
  const repository = pointer === undefined ? undefined : asker.world.numbered(pointer.repository);
  const isHidden = repository === undefined || pointer === undefined || !asker.sees(repository);
  const found = isHidden ? undefined : lookUp(asker, repository, pointer);
  if (found === undefined) throw notFound(`a node with the global id of '${id}'`);
  return found;
}

function lookUp(asker: Asker, repository: RepositoryIndex, { kind, key }: NodeKey): Node | undefined {
  const view = asker.view(repository);
  switch (kind) {
    case 'R':
      return repositoryNode(view);
    case 'C':
      asker.needs('contents');
      return whenFound(view.commit(key), (commit) => commitNode(view, commit));
    case 'PR':
      asker.needs('pull_requests');
      return whenFound(view.pull(Number(key)), (pull) => pullNode(view, pull));
    case 'W':
      asker.needs('actions');
      return whenFound(
        view.world.workflows.find(({ id }) => id === Number(key)),
        (workflow) => workflowNode(view, workflow),
      );
    case 'WFR':
      asker.needs('actions');
      return whenFound(view.attempts(Number(key)).at(-1), (run) => runNode(view, run));
    case 'CS':
      asker.needs('checks');
      return whenFound(view.attempts(runIdOfSuite(Number(key))).at(-1), (run) => suiteNode(view, run));
    default:
      return undefined;
  }
}

function whenFound<T>(value: T | undefined, node: (value: T) => Node): Node | undefined {
  return value === undefined ? undefined : node(value);
}
