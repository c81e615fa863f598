import type { Answer, Context, Handler, Request } from '@metta-dd/local-datadog';
import { type Caller, Credentials } from './credentials.js';
import { GraphQLEndpoint } from './graphql/endpoint.js';
import type { GitHubOptions } from './options.js';
import { type Quota, Quotas, quotaHeaders } from './quota.js';
import { conditional, errorReply, type Reply } from './reply.js';
import type { RepositoryIndex } from './repository-index.js';
import { RestApi } from './rest/api.js';
import { API_VERSIONS, versionOf } from './rest/version.js';
import type { GitHubWorld } from './world.js';
import { WorldIndex } from './world-index.js';

const ANONYMOUS_LIMIT = 60;
const DEFAULT_LIMIT = 5_000;

type Resource = 'core' | 'graphql';

/** GitHub's REST and GraphQL APIs over a world, as of the stand-in's clock. */
export function gitHubHandler(world: GitHubWorld, options: GitHubOptions = {}): Handler {
  const service = new GitHubService(world, options);
  return (request, context) => service.answer(request, context);
}

class GitHubService {
  readonly #world: WorldIndex;
  readonly #options: GitHubOptions;
  readonly #credentials: Credentials;
  readonly #quotas = new Quotas();
  readonly #graphql = new GraphQLEndpoint();
  readonly #rest: RestApi;
  #requests = 0;

  constructor(world: GitHubWorld, options: GitHubOptions) {
    this.#world = new WorldIndex(world);
    this.#options = options;
    this.#credentials = new Credentials(options);
    this.#rest = new RestApi(this.#world, options, this.#credentials);
  }

  answer(request: Request, { now }: Context): Answer | undefined {
    const isGraphQL = request.method === 'POST' && /^(\/api)?\/graphql$/.test(request.url.pathname);
    const route = isGraphQL ? undefined : this.#rest.find(request);
    if (!isGraphQL && route === undefined) return undefined;
    this.#requests += 1;
    const caller = this.#credentials.identify(request, now);
    const resource = isGraphQL ? 'graphql' : 'core';
    const quota = this.#quota(caller, resource);
    const refusal = this.#refusal(request, caller, quota, now, resource);
    if (refusal !== undefined) return this.#finish(conditional(refusal, request), request, quota, now, resource);
    const sees = (repository: RepositoryIndex) => this.#sees(caller, repository);
    const holder = holderOf(caller);
    if (route === undefined) {
      const { permissions = {} } = this.#options;
      const reply = this.#graphql.answer({ request, now, world: this.#world, quota, permissions, holder, sees });
      return this.#finish(conditional(reply, request), request, quota, now, resource);
    }
    const quotaOf = (one: Resource) => this.#quota(caller, one)?.state(now);
    const answer = conditional(route({ request, now, caller, holder, sees, quota: quotaOf }), request);
    if (answer.status !== 304 && !request.url.pathname.endsWith('/rate_limit')) quota?.charge(1, now);
    return this.#finish(answer, request, quota, now, resource);
  }

  /** What is refused before any route is asked. */
  #refusal(
    request: Request,
    caller: Caller,
    quota: Quota | undefined,
    now: Date,
    resource: Resource,
  ): Reply | undefined {
    if (!request.headers['user-agent']) {
      return {
        status: 403,
        body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
        headers: { 'content-type': 'text/html' },
      };
    }
    const version = versionOf(request);
    if (!API_VERSIONS.includes(version)) {
      return errorReply(
        400,
        `The API version '${version}' is not supported. Supported versions: ${API_VERSIONS.join(', ')}`,
      );
    }
    if (caller.kind === 'refused') return errorReply(401, caller.message);
    if (caller.kind === 'anonymous' && (resource === 'graphql' || this.#options.enterprise === true)) {
      return errorReply(401, 'This endpoint requires you to be authenticated.');
    }
    const isFree = resource === 'graphql' || request.url.pathname.endsWith('/rate_limit');
    if (isFree || quota?.state(now).remaining !== 0) return undefined;
    return errorReply(403, `API rate limit exceeded for ${holderOf(caller)}.`);
  }

  #quota(caller: Caller, resource: Resource): Quota | undefined {
    if (this.#options.enterprise === true) return undefined;
    const { limits = { rest: DEFAULT_LIMIT, graphql: DEFAULT_LIMIT } } = this.#options;
    switch (caller.kind) {
      case 'app':
        return undefined;
      case 'anonymous':
      case 'refused':
        return this.#quotas.of('', 'core', ANONYMOUS_LIMIT);
      case 'user':
      case 'installation':
        return this.#quotas.of(caller.key, resource, resource === 'core' ? limits.rest : limits.graphql);
    }
  }

  #sees(caller: Caller, { world }: RepositoryIndex): boolean {
    if (!world.private) return true;
    const { scopes } = this.#options;
    const isClassic = caller.kind === 'user' && scopes !== undefined;
    return caller.kind !== 'anonymous' && (!isClassic || scopes.includes('repo'));
  }

  #finish(answer: Answer, request: Request, quota: Quota | undefined, now: Date, resource: Resource): Answer {
    const { scopes, enterprise } = this.#options;
    const headers = {
      ...answer.headers,
      'x-github-request-id': `DD00:${this.#requests.toString(16).toUpperCase().padStart(8, '0')}`,
      'x-github-media-type': 'github.v3; format=json',
      ...(resource === 'core' ? { 'x-github-api-version-selected': versionOf(request) } : {}),
      ...(enterprise === true ? { 'x-github-enterprise-version': '3.19.0' } : {}),
      ...(scopes === undefined ? {} : { 'x-oauth-scopes': scopes.join(', '), 'x-accepted-oauth-scopes': 'repo' }),
      ...(quota === undefined ? {} : quotaHeaders(quota.state(now), resource)),
    };
    return { ...answer, headers };
  }
}

function holderOf(caller: Caller): string {
  switch (caller.kind) {
    case 'installation':
      return 'integration';
    case 'user':
      return 'personal access token';
    case 'anonymous':
    case 'app':
    case 'refused':
      return '127.0.0.1';
  }
}
