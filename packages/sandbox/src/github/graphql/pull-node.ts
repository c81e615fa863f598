import { instant, instantOf } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { PullView } from '../pull-view.js';
import type { RepositoryView } from '../view.js';
import { actorNode, webUrl } from './actor-node.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import type { Arguments, Asker, Node } from './field.js';
import { labelNodes } from './label-node.js';
import { mergeQueueEntryNode } from './merge-queue-node.js';
import { pullCommitNode } from './pull-commit-node.js';
import { commentNode, reviewNode, timelineNode } from './pull-talk-nodes.js';
import { repositoryNode } from './repository-node.js';

type Info = Parameters<typeof connection>[2];

/** Pull requests filtered and ordered by the arguments of the connections that list them. */
export function pullConnection(
  view: RepositoryView,
  pulls: readonly PullView[],
  args: Arguments,
  asker: Asker,
  info: Info,
): Node {
  asker.needs('pull_requests');
  const { states, labels, baseRefName, headRefName, orderBy } = args;
  const chosen = pulls.filter(
    ({ pull, state }) =>
      (states == null || states.includes(state)) &&
      (labels == null || pull.labels.some((label) => labels.includes(label))) &&
      (baseRefName == null || pull.baseRefName === baseRefName) &&
      (headRefName == null || pull.headRefName === headRefName),
  );
  return connection(ordered(chosen, orderBy), args, info, (pull) => pullNode(view, pull));
}

function ordered(pulls: readonly PullView[], orderBy: Arguments['orderBy']): readonly PullView[] {
  if (orderBy == null) return pulls;
  const sign = orderBy.direction === 'ASC' ? 1 : -1;
  const keys: Readonly<Record<string, (pull: PullView) => number>> = {
    CREATED_AT: ({ pull }) => pull.createdAt.getTime(),
    UPDATED_AT: ({ updatedAt }) => updatedAt.getTime(),
    COMMENTS: ({ totalComments }) => totalComments,
  };
  const key = keys[orderBy.field];
  if (key === undefined) throw new RangeError(`cannot order pull requests by ${orderBy.field}`);
  return pulls.toSorted((a, b) => sign * (key(a) - key(b) || a.pull.number - b.pull.number));
}

/** One pull request. */
export function pullNode(view: RepositoryView, seen: PullView): Node {
  const { pull } = seen;
  const path = `/${view.index.fullName}/pull/${pull.number}`;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', view.world.id, pull.number),
    number: pull.number,
    title: pull.title,
    body: '',
    bodyText: '',
    url: webUrl(path),
    permalink: webUrl(path),
    resourcePath: path,
    state: seen.state,
    closed: seen.state !== 'OPEN',
    merged: seen.state === 'MERGED',
    createdAt: instant(pull.createdAt),
    publishedAt: instant(pull.createdAt),
    updatedAt: () => instant(seen.updatedAt),
    closedAt: instantOf(seen.closedAt),
    mergedAt: instantOf(seen.mergedAt),
    isDraft: () => seen.isDraft,
    baseRefName: pull.baseRefName,
    headRefName: pull.headRefName,
    headRefOid: () => seen.commits.at(-1)?.sha ?? seen.pull.commits[0]?.sha,
    isCrossRepository: false,
    additions: () => pull.files.reduce((sum, { added }) => sum + added, 0),
    deletions: () => pull.files.reduce((sum, { deleted }) => sum + deleted, 0),
    changedFiles: pull.files.length,
    totalCommentsCount: () => seen.totalComments,
    author: actorNode(pull.author),
    mergedBy: actorNode(seen.mergedBy),
    reviewDecision: () => seen.reviewDecision,
    repository: () => repositoryNode(view),
    ...mergeFields(view, seen),
    ...connections(view, seen),
  };
}

function mergeFields(view: RepositoryView, seen: PullView): Node {
  return {
    mergeCommit: () => {
      const commit = seen.mergeCommit === undefined ? undefined : view.commit(seen.mergeCommit);
      return commit === undefined ? undefined : commitNode(view, commit);
    },
    isInMergeQueue: () => seen.queuedAt !== undefined,
    isMergeQueueEnabled: view.index.hasMergeQueue,
    mergeQueueEntry: () => (seen.queuedAt === undefined ? undefined : mergeQueueEntryNode(view, seen)),
  };
}

function connections(view: RepositoryView, seen: PullView): Node {
  const { pull } = seen;
  return {
    labels: labelNodes(view, pull.labels),
    comments: (args: Arguments, _asker: Asker, info: Info) =>
      connection(seen.comments, args, info, (comment) => commentNode('IssueComment', comment)),
    reviews: (args: Arguments, _asker: Asker, info: Info) => {
      const { states, author } = args;
      const chosen = seen.reviews.filter(
        (review) =>
          (states == null || states.includes(review.state)) && (author == null || review.author?.login === author),
      );
      return connection(chosen, args, info, reviewNode);
    },
    commits: (args: Arguments, _asker: Asker, info: Info) =>
      connection(seen.commits, args, info, (commit) => pullCommitNode(view, seen, commit)),
    timelineItems: (args: Arguments, _asker: Asker, info: Info) => {
      const { itemTypes, since } = args;
      const items = seen.timeline.filter(
        ({ type, at }) => (itemTypes == null || itemTypes.includes(type)) && (since == null || at >= new Date(since)),
      );
      return {
        ...connection(items, args, info, timelineNode),
        filteredCount: items.length,
        updatedAt: () => instant(seen.updatedAt),
      };
    },
    files: (args: Arguments, _asker: Asker, info: Info) =>
      connection(pull.files, args, info, ({ path, added, deleted, from }) => ({
        __typename: 'PullRequestChangedFile',
        path,
        additions: added,
        deletions: deleted,
        changeType: from === undefined ? 'MODIFIED' : 'RENAMED',
      })),
  };
}
