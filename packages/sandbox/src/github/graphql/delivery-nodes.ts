import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import type { Deployment, Release } from '../world.js';
import { actorNode } from './actor-node.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import { type Arguments, type Asker, int32, type Node } from './field.js';

/** A deployment with its statuses so far, newest first. */
export function deploymentNode(view: RepositoryView, deployment: Deployment): Node {
  const statuses = view.statusesOf(deployment);
  const [newest] = statuses;
  const commit = view.commit(deployment.sha);
  const created = instant(deployment.createdAt);
  const statusNode = ({ state, at }: (typeof statuses)[number]): Node => ({
    __typename: 'DeploymentStatus',
    id: nodeId('DES', view.world.id, `${deployment.id} ${at.getTime()}`),
    state,
    createdAt: instant(at),
    updatedAt: instant(at),
    environment: deployment.environment,
  });
  return {
    __typename: 'Deployment',
    id: nodeId('DE', view.world.id, deployment.id),
    databaseId: int32(deployment.id),
    createdAt: created,
    updatedAt: newest === undefined ? created : instant(newest.at),
    environment: deployment.environment,
    originalEnvironment: deployment.environment,
    latestEnvironment: deployment.environment,
    commitOid: deployment.sha,
    commit: commit === undefined ? undefined : () => commitNode(view, commit),
    // A deployment whose newest status is a success is the active one.
    state: newest === undefined ? 'PENDING' : newest.state === 'SUCCESS' ? 'ACTIVE' : newest.state,
    latestStatus: newest === undefined ? undefined : statusNode(newest),
    statuses: (args: Arguments, _asker: Asker, info: Parameters<typeof connection>[2]) =>
      connection(statuses, args, info, statusNode),
  };
}

/** A published release. */
export function releaseNode(view: RepositoryView, release: Release): Node {
  const at = instant(release.publishedAt);
  const commit = view.commit(release.sha);
  return {
    __typename: 'Release',
    id: nodeId('RE', view.world.id, release.tag),
    tagName: release.tag,
    name: release.tag,
    createdAt: at,
    publishedAt: at,
    updatedAt: at,
    isDraft: false,
    isPrerelease: release.prerelease,
    isLatest: release === view.releases.find(({ prerelease }) => !prerelease),
    author: actorNode(undefined),
    tagCommit: commit === undefined ? undefined : () => commitNode(view, commit),
  };
}
