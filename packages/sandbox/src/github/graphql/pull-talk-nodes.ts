import { instant } from '../instant.js';
import type { Comment, Review, TimelineEvent } from '../world.js';
import { actorNode } from './actor-node.js';
import { connection } from './connection.js';
import type { Arguments, Asker, Node } from './field.js';

/** A comment below a pull request or on its lines. */
export function commentNode(typename: 'IssueComment' | 'PullRequestReviewComment', comment: Comment): Node {
  return {
    __typename: typename,
    author: actorNode(comment.author),
    body: comment.body,
    bodyText: comment.body,
    createdAt: instant(comment.createdAt),
    publishedAt: instant(comment.createdAt),
    updatedAt: instant(comment.createdAt),
  };
}

/** A submitted review with its inline comments. */
export function reviewNode(review: Review & { readonly submittedAt: Date }): Node {
  const at = instant(review.submittedAt);
  return {
    __typename: 'PullRequestReview',
    author: actorNode(review.author),
    state: review.state,
    body: review.body,
    bodyText: review.body,
    createdAt: at,
    publishedAt: at,
    submittedAt: at,
    updatedAt: at,
    comments: (args: Arguments, _asker: Asker, info: Parameters<typeof connection>[2]) =>
      connection(review.comments, args, info, (comment) => commentNode('PullRequestReviewComment', comment)),
  };
}

const TYPES: Readonly<Record<TimelineEvent, string>> = {
  READY_FOR_REVIEW_EVENT: 'ReadyForReviewEvent',
  CONVERT_TO_DRAFT_EVENT: 'ConvertToDraftEvent',
  REVIEW_REQUESTED_EVENT: 'ReviewRequestedEvent',
  ADDED_TO_MERGE_QUEUE_EVENT: 'AddedToMergeQueueEvent',
  REOPENED_EVENT: 'ReopenedEvent',
};

/** An event in the life of a pull request. */
export function timelineNode({ type, at }: { readonly type: TimelineEvent; readonly at: Date }): Node {
  return { __typename: TYPES[type], createdAt: instant(at) };
}
