import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { PullView } from '../pull-view.js';
import type { RepositoryView } from '../view.js';
import type { Pull } from '../world.js';
import { commitNode } from './commit-node.js';
import type { Node } from './field.js';

/** A commit on the branch of a pull request; of one that never reached the default branch only the times are known. */
export function pullCommitNode(view: RepositoryView, { pull }: PullView, commit: Pull['commits'][number]): Node {
  return {
    __typename: 'PullRequestCommit',
    id: nodeId('PURC', view.world.id, `${pull.number} ${commit.sha}`),
    commit: () => {
      const landed = view.commit(commit.sha);
      return landed === undefined ? bareCommitNode(view, commit) : commitNode(view, landed);
    },
  };
}

/** A commit outside the default branch's history. */
export function bareCommitNode(
  view: RepositoryView,
  { sha, authoredAt, committedAt }: { readonly sha: string; readonly authoredAt?: Date; readonly committedAt: Date },
): Node {
  const authored = authoredAt === undefined ? {} : { authoredDate: instant(authoredAt) };
  return {
    __typename: 'Commit',
    id: nodeId('C', view.world.id, sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    committedDate: instant(committedAt),
    ...authored,
  };
}
