import { createHash } from 'node:crypto';
import type { Answer, Handler, Request } from '@metta-dd/local-datadog';
import type { GraphQLSchema } from 'graphql';
import { execute, type Query } from './graphql/execute.js';
import { queryRoot } from './graphql/query-root.js';
import { wandbSchema } from './graphql/schema.js';
import { Quota } from './quota.js';
import type { WandbOptions, WandbWorld } from './world.js';

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The GraphQL API of W&B over a world, at any base path. */
export function wandbHandler(world: WandbWorld, options: WandbOptions = {}): Handler {
  const server = new WandbServer(world, options);
  return (request, { now }) => server.answer(request, now);
}

class WandbServer {
  readonly #world: WandbWorld;
  readonly #options: WandbOptions;
  readonly #schema: GraphQLSchema;
  readonly #quota: Quota;

  constructor(world: WandbWorld, options: WandbOptions) {
    this.#world = world;
    this.#options = options;
    this.#schema = wandbSchema(options.generation ?? 'current');
    this.#quota = new Quota(options.requestsPerWindow);
  }

  answer(request: Request, now: Date): Answer | undefined {
    if (request.method !== 'POST') return undefined;
    const { pathname } = request.url;
    // Telemetry of the official client, which takes a no.
    if (pathname.includes('/sdk/otel/')) return { status: 404, body: { error: 'not found' } };
    if (pathname.endsWith('/oidc/token')) return this.#token(request);
    return pathname.endsWith('/graphql') ? this.#graphql(request, now) : undefined;
  }

  #graphql(request: Request, now: Date): Answer {
    const isKnown = this.#isKnown(request.headers.authorization);
    if (!isKnown && this.#options.nullViewer !== true)
      return {
        status: 401,
        body: { errors: [{ message: 'user is not logged in', extensions: { code: 'PERMISSION_ERROR' } }] },
      };
    const { exceeded, headers } = this.#quota.take(now);
    if (exceeded) return { status: 429, headers, body: { error: 'rate limit exceeded' } };
    const query = queryIn(request);
    if (query === undefined) return { status: 400, body: { errors: [{ message: 'the body holds no query' }] } };
    const root = queryRoot(this.#world, this.#options, isKnown);
    return { ...execute(this.#schema, root, query), headers };
  }

  #isKnown(authorization = ''): boolean {
    const { apiKey, identityToken } = this.#options;
    if (apiKey === undefined && identityToken === undefined) return true;
    const [scheme, credentials = ''] = authorization.split(' ');
    if (scheme === 'Bearer') return credentials === apiKey || credentials === this.#accessToken();
    const [user, ...key] = Buffer.from(credentials, 'base64').toString().split(':');
    return scheme === 'Basic' && user === 'api' && key.join(':') === apiKey;
  }

  #accessToken(): string | undefined {
    const { identityToken } = this.#options;
    return identityToken && createHash('sha256').update(identityToken).digest('hex');
  }

  #token(request: Request): Answer {
    const form = new URLSearchParams(request.body.toString());
    const { identityToken } = this.#options;
    const isRight = form.get('grant_type') === JWT_GRANT && form.get('assertion') === identityToken;
    if (identityToken === undefined || !isRight) return { status: 401, body: { error: 'invalid_grant' } };
    return { status: 200, body: { access_token: this.#accessToken(), expires_in: 3600, token_type: 'Bearer' } };
  }
}

function queryIn(request: Request): Query | undefined {
  let body: unknown;
  try {
    body = request.json();
  } catch {
    // Not JSON: the caller answers 400, as W&B does.
    return undefined;
  }
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return undefined;
  const variables = 'variables' in body && typeof body.variables === 'object' ? { ...body.variables } : {};
  // The official client sends an empty name where it means none.
  const name = 'operationName' in body && typeof body.operationName === 'string' ? body.operationName : '';
  return { query: body.query, variables, ...(name !== '' && { operationName: name }) };
}
