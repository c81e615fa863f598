import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import type { User } from '../world.js';
import { gitActorNode } from './actor-node.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import { fault } from './errors.js';
import type { Arguments, Asker, Node } from './field.js';
import { bareCommitNode } from './pull-commit-node.js';
import { pullConnection } from './pull-node.js';
import { repositoryNode } from './repository-node.js';

type Info = Parameters<typeof connection>[2];

/** A branch or a tag with the commit it points to. */
interface Ref {
  /** For instance `refs/heads/main`. */
  readonly path: string;
  readonly sha: string;
  readonly at: Date;
  readonly author?: User;
}

/** The `refs` connection. The names that it gives lack the prefix up to its last slash. */
export function refConnection(view: RepositoryView, args: Arguments, asker: Asker, info: Info): Node {
  asker.needs('contents');
  const { refPrefix, query, orderBy, direction } = args;
  if (refPrefix == null || !/^refs\/(heads|tags)\//.test(refPrefix)) {
    throw fault('UNPROCESSABLE', `Ref prefix ${refPrefix ?? ''} is neither below refs/heads/ nor below refs/tags/`);
  }
  const prefix = refPrefix.slice(0, refPrefix.lastIndexOf('/') + 1);
  const chosen = (refPrefix.startsWith('refs/heads/') ? heads(view) : tags(view)).filter(
    ({ path }) => path.startsWith(refPrefix) && (query == null || path.slice(prefix.length).includes(query)),
  );
  // TAG_COMMIT_DATE is documented for tags only; heads stay in alphabetical order.
  const byDate = orderBy?.field === 'TAG_COMMIT_DATE' && refPrefix.startsWith('refs/tags/');
  const sorted = byDate ? chosen.toSorted((a, b) => a.at.getTime() - b.at.getTime()) : chosen;
  const descending = (orderBy?.direction ?? direction) === 'DESC';
  return connection(descending ? sorted.toReversed() : sorted, args, info, (ref) => refNode(view, ref, prefix));
}

/** A ref by its qualified name; a bare one is looked for among the branches, then the tags. */
export function findRef(view: RepositoryView, name: string): Node | undefined {
  const refs = [...heads(view), ...tags(view)];
  const paths = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`];
  const found = paths.map((path) => refs.find((ref) => ref.path === path)).find((ref) => ref !== undefined);
  return found === undefined ? undefined : refNode(view, found, found.path.split('/', 2).join('/').concat('/'));
}

function heads(view: RepositoryView): Ref[] {
  const { tip } = view;
  const main =
    tip === undefined
      ? []
      : [{ name: view.world.defaultBranch, sha: tip.sha, at: tip.committedAt, author: tip.author }];
  const others = view.branches.map(({ name, tip: sha, tipCommittedAt: at, author }) => ({ name, sha, at, author }));
  return [...main, ...others].map(({ name, ...rest }) => ({ path: `refs/heads/${name}`, ...rest })).sort(byPath);
}

function tags(view: RepositoryView): Ref[] {
  return view.tags.map(({ name, sha, createdAt }) => ({ path: `refs/tags/${name}`, sha, at: createdAt })).sort(byPath);
}

function byPath(a: Ref, b: Ref): number {
  return a.path < b.path ? -1 : 1;
}

function refNode(view: RepositoryView, ref: Ref, prefix: string): Node {
  const name = ref.path.slice(prefix.length);
  return {
    __typename: 'Ref',
    id: nodeId('REF', view.world.id, ref.path),
    name,
    prefix,
    target: () => targetNode(view, ref),
    repository: () => repositoryNode(view),
    associatedPullRequests: (args: Arguments, asker: Asker, info: Info) =>
      pullConnection(view, view.pullsOfHead(ref.path.replace('refs/heads/', '')), args, asker, info),
  };
}

function targetNode(view: RepositoryView, ref: Ref): Node {
  const commit = view.commit(ref.sha);
  if (commit !== undefined) return commitNode(view, commit);
  const bare = bareCommitNode(view, { sha: ref.sha, committedAt: ref.at });
  if (ref.author === undefined) return bare;
  const { name, email } = ref.author;
  return { ...bare, author: gitActorNode({ name, email, user: ref.author }, instant(ref.at)) };
}
