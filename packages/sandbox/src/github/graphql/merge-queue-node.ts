import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { PullView } from '../pull-view.js';
import type { RepositoryView } from '../view.js';
import { connection } from './connection.js';
import type { Arguments, Asker, Node } from './field.js';
import { pullNode } from './pull-node.js';

function waiting(view: RepositoryView): PullView[] {
  return view.pulls
    .flatMap((seen) => (seen.queuedAt === undefined ? [] : [{ seen, at: seen.queuedAt.getTime() }]))
    .sort((a, b) => a.at - b.at)
    .map(({ seen }) => seen);
}

/** The merge queue of a branch; a branch without one has none. */
export function mergeQueueNode(view: RepositoryView, branch: string): Node | undefined {
  if (!view.index.hasMergeQueue || branch !== view.world.defaultBranch) return undefined;
  return {
    __typename: 'MergeQueue',
    id: nodeId('MQ', view.world.id),
    entries: (args: Arguments, _asker: Asker, info: Parameters<typeof connection>[2]) =>
      connection(waiting(view), args, info, (seen) => mergeQueueEntryNode(view, seen)),
  };
}

/** The place of an open pull request in the merge queue. */
export function mergeQueueEntryNode(view: RepositoryView, seen: PullView): Node {
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MQE', view.world.id, seen.pull.number),
    enqueuedAt: seen.queuedAt === undefined ? undefined : instant(seen.queuedAt),
    position: () => waiting(view).findIndex(({ pull }) => pull.number === seen.pull.number) + 1,
    pullRequest: () => pullNode(view, seen),
    jump: false,
    solo: false,
    state: 'QUEUED',
  };
}
