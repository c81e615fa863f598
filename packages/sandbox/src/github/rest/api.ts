import type { Request } from '@metta-dd/local-datadog';
import type { Credentials } from '../credentials.js';
import type { GitHubOptions } from '../options.js';
import { errorReply, type Reply } from '../reply.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { WorldIndex } from '../world-index.js';
import { installationRepositories, mintToken, organizationRepositories, rateLimits } from './account-routes.js';
import { placeOf, type RestCall, type Route } from './call.js';
import { fit, type RepositoryRoute } from './repository-route.js';
import { repositoryRoutes } from './repository-routes.js';

/** The REST API: finds the route of a request. */
export class RestApi {
  readonly #world: WorldIndex;
  readonly #options: GitHubOptions;
  readonly #credentials: Credentials;

  constructor(world: WorldIndex, options: GitHubOptions, credentials: Credentials) {
    this.#world = world;
    this.#options = options;
    this.#credentials = credentials;
  }

  /** Nothing when this stand-in has no such route. */
  find(request: Request): Route | undefined {
    const path = request.url.pathname.replace(/^\/api\/v3(?=\/)/, '');
    if (request.method === 'POST') return this.#findPost(path);
    if (request.method !== 'GET') return undefined;
    const below = /^\/(?:repos\/([^/]+)\/([^/]+)|repositories\/(\d+))(?:\/(.*))?$/.exec(path);
    if (below !== null) return this.#findBelowRepository(below);
    const [organization] = fit('/orgs/{}/repos', path) ?? [];
    if (organization !== undefined) return (call) => organizationRepositories(call, this.#world, organization);
    if (path === '/installation/repositories') return (call) => installationRepositories(call, this.#world);
    return path === '/rate_limit' ? rateLimits : undefined;
  }

  #findPost(path: string): Route | undefined {
    const [installation] = fit('/app/installations/{}/access_tokens', path) ?? [];
    if (installation === undefined) return undefined;
    return (call) => mintToken(call, installation, this.#options, this.#credentials);
  }

  #findBelowRepository([, owner, name, id, rest = '']: RegExpExecArray): Route | undefined {
    for (const route of repositoryRoutes) {
      const values = fit(route.path, rest);
      if (values === undefined) continue;
      return (call) => {
        const named = owner !== undefined && name !== undefined;
        const found = named ? this.#world.named(owner, name) : this.#world.numbered(Number(id));
        if (found !== undefined && call.sees(found)) return this.#answer(call, found, route, values, rest);
        const moved = named ? this.#world.formerly(owner, name) : undefined;
        return moved !== undefined && call.sees(moved) ? redirect(call, moved, rest) : errorReply(404, 'Not Found');
      };
    }
    return undefined;
  }

  #answer(
    call: RestCall,
    repository: RepositoryIndex,
    route: RepositoryRoute,
    values: readonly string[],
    rest: string,
  ): Reply {
    const { permissions = {} } = this.#options;
    if (route.needs.some((permission) => permissions[permission] === false)) {
      return errorReply(403, `Resource not accessible by ${call.holder}`, {
        'x-accepted-github-permissions': route.needs.map((permission) => `${permission}=read`).join(','),
      });
    }
    const view = this.#world.view(repository, call.now);
    return route.answer({
      ...call,
      place: placeOf(view, call.request),
      view,
      query: call.request.url.searchParams,
      address: addressOf(call, repository, rest),
      path: (position) => values[position] ?? '',
    });
  }
}

/** GitHub's own links name a repository by its number. */
function addressOf({ request }: RestCall, { world }: RepositoryIndex, rest: string): string {
  const prefix = request.url.pathname.startsWith('/api/v3/') ? '/api/v3' : '';
  return `${request.url.origin}${prefix}/repositories/${world.id}${rest === '' ? '' : `/${rest}`}`;
}

function redirect(call: RestCall, repository: RepositoryIndex, rest: string): Reply {
  const url = `${addressOf(call, repository, rest)}${call.request.url.search}`;
  const body = { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' };
  return { status: 301, headers: { location: url }, body };
}
