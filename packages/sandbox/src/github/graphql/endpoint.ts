import type { Request } from '@metta-dd/local-datadog';
import type { Permission, Permissions } from '../permission.js';
import type { Quota, QuotaState } from '../quota.js';
import { errorReply, type Reply } from '../reply.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { WorldIndex } from '../world-index.js';
import { fault } from './errors.js';
import { execute, type Query, QueryDesk, type Result } from './execute.js';
import type { Asker } from './field.js';

/** What the endpoint must know of one request. */
export interface GraphQLCall {
  readonly request: Request;
  readonly now: Date;
  readonly world: WorldIndex;
  /** Absent where rate limits are off. */
  readonly quota: Quota | undefined;
  readonly permissions: Permissions;
  /** What the token is called in messages. */
  readonly holder: string;
  sees(repository: RepositoryIndex): boolean;
}

/** The GraphQL API: prices a query, charges it and runs it. */
export class GraphQLEndpoint {
  readonly #desk = new QueryDesk();

  answer(call: GraphQLCall): Reply {
    const query = readQuery(call.request);
    if (query === undefined) return errorReply(400, 'Problems parsing JSON');
    const before = call.quota?.state(call.now);
    if (before?.remaining === 0) return { status: 200, body: rateLimited(call.holder) };
    const prepared = this.#desk.prepare(query);
    if (!('document' in prepared)) return { status: 200, body: prepared };
    const { points, nodes } = prepared.cost;
    const after = prepared.dryRun ? before : call.quota?.charge(points, call.now);
    const rateLimit = after === undefined ? undefined : { cost: points, nodeCount: nodes, ...after };
    return { status: 200, body: execute(prepared, asker(call, rateLimit, prepared.dryRun)) };
  }
}

function asker(
  call: GraphQLCall,
  rateLimit: (QuotaState & { cost: number; nodeCount: number }) | undefined,
  dryRun: boolean,
): Asker {
  const { world, now, permissions } = call;
  return {
    world,
    url: call.request.url.origin,
    rateLimit,
    dryRun,
    sees: (repository) => call.sees(repository),
    view: (repository) => world.view(repository, now),
    needs(...needed: readonly Permission[]) {
      if (needed.every((permission) => permissions[permission] !== false)) return;
      throw fault('FORBIDDEN', `Resource not accessible by ${call.holder}`);
    },
  };
}

function rateLimited(holder: string): Result {
  return { errors: [{ type: 'RATE_LIMITED', message: `API rate limit exceeded for ${holder}.` }] };
}

function readQuery(request: Request): Query | undefined {
  let body: unknown;
  try {
    body = request.json();
  } catch {
    // Not JSON: the caller answers 400, as GitHub does.
    return undefined;
  }
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return undefined;
  const { query } = body;
  const variables =
    'variables' in body && typeof body.variables === 'object' && body.variables !== null ? { ...body.variables } : {};
  const named =
    'operationName' in body && typeof body.operationName === 'string' ? { operationName: body.operationName } : {};
  return { query, variables, ...named };
}
