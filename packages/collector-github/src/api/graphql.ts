import { setTimeout as pause } from 'node:timers/promises';
import { AuthenticationError, SourceError } from '@metta-dd/core';
import type { Octokit } from '@octokit/rest';
import type { LimitFunction } from 'p-limit';
import { z } from 'zod';
import type { Budget, Purpose } from './budget.js';
import { explained, hidden, rateLimited } from './failure.js';
import { parsed, UNPARSED } from './json-body.js';
import type { Credentials } from './octokit.js';
import { understood } from './understood.js';

export interface GraphQlOptions {
  readonly octokit: Octokit;
  readonly credentials: Credentials;
  readonly budget: Budget;
  readonly lane: LimitFunction;
  readonly signal: AbortSignal;
  /** Milliseconds before the second try; twice as long before the third. */
  readonly pauseMs: number;
}

export type Variables = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface GraphQuestion {
  readonly document: string;
  readonly variables: Variables;
  readonly purpose: Purpose;
}

/** An error that belongs to one place of an answer; the other places stand. */
export interface PlacedError {
  readonly path: readonly (string | number)[];
  readonly error: SourceError;
}

export interface GraphAnswer {
  readonly data: unknown;
  readonly errors: readonly PlacedError[];
}

const Body = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        type: z.string().optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
      }),
    )
    .optional(),
});
type GraphError = NonNullable<z.output<typeof Body>['errors']>[number];

const TRIES = 3;

/** The GraphQL API; parts of an answer may fail alone. */
export class GraphQl {
  readonly #options: GraphQlOptions;

  constructor(options: GraphQlOptions) {
    this.#options = options;
  }

  get credentials(): Credentials {
    return this.#options.credentials;
  }

  /** Asks up to three times while GitHub is overloaded; `lighter` may make the question smaller before the next. */
  async ask(question: GraphQuestion, lighter = (same: GraphQuestion) => same): Promise<GraphAnswer> {
    const { signal, pauseMs } = this.#options;
    let asked = question;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#once(asked);
      } catch (error) {
        if (tries === TRIES || !isOverload(error)) throw explained(error, this.#options.credentials);
        await pause(pauseMs * tries, undefined, { signal });
        asked = lighter(asked);
      }
    }
  }

  async #once({ document, variables, purpose }: GraphQuestion): Promise<GraphAnswer> {
    const { octokit, budget, lane } = this.#options;
    const response = await lane(async () => {
      const done = budget.take('graphql', purpose);
      try {
        const url = endpointOf(octokit.request.endpoint.DEFAULTS.baseUrl);
        // A second try of the same size would time out as well, and a timeout costs points of the next hour.
        const request = { ...UNPARSED, retries: 0 };
        return await octokit.request({ method: 'POST', url, query: document, variables, request });
      } finally {
        done();
      }
    });
    const body = understood(Body, await parsed(response.data));
    return this.#answer(body.data, body.errors ?? [], response.headers['x-ratelimit-reset']);
  }

  #answer(data: unknown, errors: readonly GraphError[], reset: string | undefined): GraphAnswer {
    const limited = errors.find(({ type }) => type === 'RATE_LIMITED');
    if (limited !== undefined) throw rateLimited(200, Number(reset));
    const heavy = errors.find(isHeavy);
    if (heavy !== undefined) throw new Overload(heavy.message);
    const general = errors.find(({ path }) => path === undefined || path.length === 0);
    if (general !== undefined) throw this.#placed(general).error;
    return { data, errors: errors.map((one) => this.#placed(one)) };
  }

  #placed({ message, type, path = [] }: GraphError): PlacedError {
    const { credentials } = this.#options;
    if (type === 'NOT_FOUND') return { path, error: new SourceError(message, { hint: hidden(credentials) }) };
    if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') {
      const hint = `see the permissions table of the collector for what to grant ${credentials}`;
      return { path, error: new AuthenticationError(message, { hint }) };
    }
    return { path, error: new SourceError(message) };
  }
}

// https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
function endpointOf(baseUrl: string): string {
  return baseUrl.endsWith('/api/v3') ? baseUrl.replace(/\/api\/v3$/, '/api/graphql') : '/graphql';
}

class Overload extends SourceError {}

function isHeavy({ message, type }: GraphError): boolean {
  return type === 'RESOURCE_LIMITS_EXCEEDED' || message.startsWith('Something went wrong while executing your query');
}

/** The server gave up, or the connection did; neither says anything about the question. */
function isOverload(error: unknown): boolean {
  if (error instanceof Overload) return true;
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 500;
}
