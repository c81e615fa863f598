import { instant, instantOf } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import { webUrl } from './actor-node.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import { deploymentNode, releaseNode } from './delivery-nodes.js';
import { notFound } from './errors.js';
import { type Arguments, type Asker, int32, type Node } from './field.js';
import { issueConnection } from './issue-node.js';
import { mergeQueueNode } from './merge-queue-node.js';
import { pullConnection, pullNode } from './pull-node.js';
import { findRef, refConnection } from './ref-node.js';

type Info = Parameters<typeof connection>[2];

/** A repository. */
export function repositoryNode(view: RepositoryView): Node {
  const { world, index } = view;
  return {
    __typename: 'Repository',
    id: nodeId('R', world.id),
    databaseId: int32(world.id),
    name: world.name,
    nameWithOwner: index.fullName,
    owner: ownerNode(view),
    url: webUrl(`/${index.fullName}`),
    resourcePath: `/${index.fullName}`,
    description: undefined,
    isArchived: world.archived,
    isPrivate: world.private,
    visibility: world.private ? 'PRIVATE' : 'PUBLIC',
    isFork: world.fork,
    isDisabled: false,
    isInOrganization: !index.ownerIsUser,
    isEmpty: () => view.tip === undefined,
    createdAt: instant(world.createdAt),
    updatedAt: () => instant(view.pushedAt ?? world.createdAt),
    pushedAt: () => instantOf(view.pushedAt),
    hasIssuesEnabled: true,
    repositoryTopics: (args: Arguments, _asker: Asker, info: Info) =>
      connection(world.topics, args, info, (name) => ({
        __typename: 'RepositoryTopic',
        topic: { __typename: 'Topic', name },
      })),
    ...gitFields(view),
    ...workFields(view),
    ...deliveryFields(view),
  };
}

/** The account that owns a repository. */
export function ownerNode({ world, index }: RepositoryView): Node {
  return {
    __typename: index.ownerIsUser ? 'User' : 'Organization',
    id: nodeId(index.ownerIsUser ? 'U' : 'O', 0, index.ownerId),
    login: world.owner,
    databaseId: int32(index.ownerId),
  };
}

function gitFields(view: RepositoryView): Node {
  return {
    defaultBranchRef: () =>
      view.tip === undefined ? undefined : findRef(view, `refs/heads/${view.world.defaultBranch}`),
    ref: ({ qualifiedName }: Arguments, asker: Asker) => {
      asker.needs('contents');
      return findRef(view, qualifiedName ?? '');
    },
    refs: (args: Arguments, asker: Asker, info: Info) => refConnection(view, args, asker, info),
    object: ({ oid, expression }: Arguments, asker: Asker) => {
      asker.needs('contents');
      const name = oid ?? expression ?? '';
      const commit = view.commit(name);
      return commit === undefined ? findRef(view, name)?.target : commitNode(view, commit);
    },
    mergeQueue: ({ branch }: Arguments, asker: Asker) => {
      asker.needs('contents');
      return mergeQueueNode(view, branch ?? view.world.defaultBranch);
    },
  };
}

function workFields(view: RepositoryView): Node {
  return {
    pullRequests: (args: Arguments, asker: Asker, info: Info) => pullConnection(view, view.pulls, args, asker, info),
    pullRequest: ({ number }: Arguments, asker: Asker) => {
      asker.needs('pull_requests');
      const pull = view.pull(number ?? 0);
      if (pull === undefined) throw notFound(`a PullRequest with the number of ${number}`);
      return pullNode(view, pull);
    },
    issues: (args: Arguments, asker: Asker, info: Info) => issueConnection(view, args, asker, info),
  };
}

function deliveryFields(view: RepositoryView): Node {
  return {
    deployments: (args: Arguments, asker: Asker, info: Info) => {
      asker.needs('deployments');
      const { environments, orderBy } = args;
      const chosen = view.deployments.filter(
        ({ environment }) => environments == null || environments.includes(environment),
      );
      const ordered = orderBy?.direction === 'DESC' ? chosen : chosen.toReversed();
      return connection(ordered, args, info, (deployment) => deploymentNode(view, deployment));
    },
    releases: (args: Arguments, asker: Asker, info: Info) => {
      asker.needs('contents');
      const { orderBy } = args;
      const newestFirst =
        orderBy?.field === 'NAME' ? view.releases.toSorted((a, b) => (a.tag < b.tag ? 1 : -1)) : view.releases;
      const ordered = orderBy?.direction === 'ASC' ? newestFirst.toReversed() : newestFirst;
      return connection(ordered, args, info, (release) => releaseNode(view, release));
    },
    latestRelease: (_args: Arguments, asker: Asker) => {
      asker.needs('contents');
      const release = view.releases.find(({ prerelease }) => !prerelease);
      return release === undefined ? undefined : releaseNode(view, release);
    },
  };
}
