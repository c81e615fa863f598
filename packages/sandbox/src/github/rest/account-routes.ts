import type { Credentials } from '../credentials.js';
import { instant } from '../instant.js';
import type { GitHubOptions } from '../options.js';
import type { QuotaState } from '../quota.js';
import { errorReply, type Reply } from '../reply.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { WorldIndex } from '../world-index.js';
import { placeOf, type RestCall } from './call.js';
import { listed, pageOf } from './paging.js';
import { repositoryRow } from './repository-row.js';
import { versionOf } from './version.js';

/** What is left of every limit. */
export function rateLimits(call: RestCall): Reply {
  const [core, graphql] = [call.quota('core'), call.quota('graphql')];
  if (core === undefined || graphql === undefined) return errorReply(404, 'Rate limiting is not enabled.');
  const search = { limit: 30, remaining: 30, used: 0, resetAt: new Date(call.now.getTime() + 60_000) };
  const resources = { core: row(core), graphql: row(graphql), search: row(search) };
  // The newer version dropped `rate`, a copy of `core`.
  return {
    status: 200,
    body: versionOf(call.request) === '2022-11-28' ? { resources, rate: row(core) } : { resources },
  };
}

function row({ limit, remaining, used, resetAt }: QuotaState) {
  return { limit, used, remaining, reset: Math.floor(resetAt.getTime() / 1000) };
}

/** A token of an installation, for an App that has shown its JSON Web Token. */
export function mintToken(
  call: RestCall,
  installation: string,
  options: GitHubOptions,
  credentials: Credentials,
): Reply {
  const { app, permissions = {} } = options;
  if (app === undefined || call.caller.kind !== 'app') return errorReply(401, 'A JSON web token could not be decoded');
  if (installation !== String(app.installationId)) return errorReply(404, 'Not Found');
  const { token, expiresAt } = credentials.mint(app, call.now);
  const all = [
    'metadata',
    'contents',
    'pull_requests',
    'actions',
    'checks',
    'statuses',
    'issues',
    'deployments',
  ] as const;
  const granted = all.filter((permission) => permissions[permission] !== false).map((name) => [name, 'read']);
  const body = { token, expires_at: expiresAt, permissions: Object.fromEntries(granted), repository_selection: 'all' };
  return { status: 201, body };
}

/** The repositories of an installation. */
export function installationRepositories(call: RestCall, world: WorldIndex): Reply {
  if (call.caller.kind !== 'installation') {
    const rule = 'in order to list repositories for an installation.';
    return errorReply(403, `You must authenticate with an installation access token ${rule}`);
  }
  const { rows, headers } = pageOf(listed(call), world.repositories);
  const repositories = rows.map((one) => rowOf(call, world, one));
  return { status: 200, headers, body: { total_count: world.repositories.length, repositories } };
}

/** The repositories of an organization, newest first unless asked otherwise. */
export function organizationRepositories(call: RestCall, world: WorldIndex, login: string): Reply {
  const known = world.ownedBy(login).filter(({ ownerIsUser }) => !ownerIsUser);
  if (known.length === 0) return errorReply(404, 'Not Found');
  const query = call.request.url.searchParams;
  const type = query.get('type') ?? 'all';
  const chosen = known.filter((one) => call.sees(one) && isOfType(one, type));
  const { rows, headers } = pageOf(listed(call), ordered(chosen, world, query, call.now));
  return { status: 200, headers, body: rows.map((one) => rowOf(call, world, one)) };
}

function isOfType({ world }: RepositoryIndex, type: string): boolean {
  switch (type) {
    case 'public':
      return !world.private;
    case 'private':
      return world.private;
    case 'forks':
      return world.fork;
    case 'sources':
      return !world.fork;
    default:
      return true;
  }
}

function ordered(all: readonly RepositoryIndex[], world: WorldIndex, query: URLSearchParams, now: Date) {
  const sort = query.get('sort') ?? 'created';
  const sign = (query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const key = (one: RepositoryIndex) => {
    if (sort === 'full_name') return one.fullName;
    const pushedAt = sort === 'created' ? undefined : world.view(one, now).pushedAt;
    return instant(pushedAt ?? one.world.createdAt);
  };
  return all.toSorted((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.world.id - b.world.id));
}

function rowOf(call: RestCall, world: WorldIndex, repository: RepositoryIndex) {
  const place = placeOf(world.view(repository, call.now), call.request);
  return repositoryRow(place, versionOf(call.request));
}
