import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import { errorReply, type Reply } from '../reply.js';
import type { Deployment, Release } from '../world.js';
import type { Place, RepositoryCall } from './call.js';
import { pageOf } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';
import { AUTOMATION, userRow } from './user-row.js';

/** Deployments with their statuses, and releases. */
export const deliveryRoutes: readonly RepositoryRoute[] = [
  { path: 'deployments', needs: ['deployments'], answer: listDeployments },
  { path: 'deployments/{}/statuses', needs: ['deployments'], answer: listStatuses },
  { path: 'releases', needs: ['contents'], answer: listReleases },
  { path: 'releases/latest', needs: ['contents'], answer: latestRelease },
];

function listDeployments(call: RepositoryCall): Reply {
  const { query, view, place } = call;
  const environment = query.get('environment');
  const sha = query.get('sha');
  const chosen = view.deployments.filter(
    (one) => (environment === null || one.environment === environment) && (sha === null || one.sha === sha),
  );
  const { rows, headers } = pageOf(call, chosen);
  return { status: 200, headers, body: rows.map((deployment) => deploymentRow(deployment, place)) };
}

function deploymentRow(deployment: Deployment, place: Place) {
  const url = `${place.url}/deployments/${deployment.id}`;
  const [newest] = place.view.statusesOf(deployment);
  return {
    url,
    id: deployment.id,
    node_id: nodeId('DE', place.view.world.id, deployment.id),
    sha: deployment.sha,
    ref: place.view.world.defaultBranch,
    task: 'deploy',
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: null,
    creator: userRow(AUTOMATION, place),
    created_at: instant(deployment.createdAt),
    updated_at: instant(newest?.at ?? deployment.createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: place.url,
  };
}

function listStatuses(call: RepositoryCall): Reply {
  const { view, place } = call;
  const deployment = view.deployments.find(({ id }) => String(id) === call.path(0));
  if (deployment === undefined) return errorReply(404, 'Not Found');
  const { rows, headers } = pageOf(call, view.statusesOf(deployment));
  const parent = `${place.url}/deployments/${deployment.id}`;
  const body = rows.map(({ state, at }) => ({
    url: `${parent}/statuses/${at.getTime()}`,
    id: at.getTime(),
    node_id: nodeId('DES', view.world.id, `${deployment.id} ${at.getTime()}`),
    state: state.toLowerCase(),
    creator: userRow(AUTOMATION, place),
    description: '',
    environment: deployment.environment,
    target_url: place.page,
    created_at: instant(at),
    updated_at: instant(at),
    deployment_url: parent,
    repository_url: place.url,
  }));
  return { status: 200, headers, body };
}

function listReleases(call: RepositoryCall): Reply {
  const { rows, headers } = pageOf(call, call.view.releases);
  return { status: 200, headers, body: rows.map((release) => releaseRow(release, call.place)) };
}

function latestRelease({ view, place }: RepositoryCall): Reply {
  const release = view.releases.find(({ prerelease }) => !prerelease);
  return release === undefined ? errorReply(404, 'Not Found') : { status: 200, body: releaseRow(release, place) };
}

function releaseRow(release: Release, place: Place) {
  const { world } = place.view;
  const id = 1 + world.releases.indexOf(release);
  const url = `${place.url}/releases/${id}`;
  const at = instant(release.publishedAt);
  const tag = encodeURIComponent(release.tag);
  return {
    url,
    html_url: `${place.page}/releases/tag/${tag}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${place.url}/tarball/${tag}`,
    zipball_url: `${place.url}/zipball/${tag}`,
    id,
    node_id: nodeId('RE', world.id, release.tag),
    tag_name: release.tag,
    target_commitish: world.defaultBranch,
    name: release.tag,
    body: null,
    draft: false,
    prerelease: release.prerelease,
    created_at: at,
    published_at: at,
    author: userRow(AUTOMATION, place),
    assets: [],
  };
}
