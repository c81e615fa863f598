import { setTimeout as pause } from 'node:timers/promises';
import { AuthenticationError, SourceError } from '@metta-dd/core';
import type { Octokit } from '@octokit/rest';
import type Bottleneck from 'bottleneck';
import { z } from 'zod';
import type { Budget, Purpose } from './budget.js';
import { explained, hidden } from './failure.js';
import type { Credentials } from './octokit.js';

export interface GraphQlOptions {
  readonly octokit: Octokit;
  readonly credentials: Credentials;
  readonly budget: Budget;
  readonly lane: Bottleneck;
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

const ResponseError = z.object({
  name: z.literal('GraphqlResponseError'),
  data: z.unknown(),
  errors: z.array(
    z.object({
      message: z.string(),
      type: z.string().optional(),
      path: z.array(z.union([z.string(), z.number()])).optional(),
    }),
  ),
});
type GraphError = z.output<typeof ResponseError>['errors'][number];

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
    return lane.schedule(async () => {
      const done = budget.take('graphql', purpose);
      try {
        // A second try of the same size would time out as well, and a timeout costs points of the next hour.
        const data: unknown = await octokit.graphql(document, { ...variables, request: { retries: 0 } });
        return { data, errors: [] };
      } catch (error) {
        return this.#partial(error);
      } finally {
        done();
      }
    });
  }

  #partial(error: unknown): GraphAnswer {
    const { data: answer } = ResponseError.safeParse(error);
    if (answer === undefined) throw error;
    const general = answer.errors.find(({ path }) => path === undefined || path.length === 0);
    const heavy = answer.errors.find(isHeavy);
    if (heavy !== undefined) throw new Overload(heavy.message, { cause: error });
    if (general !== undefined) throw this.#placed(general, error).error;
    return { data: answer.data, errors: answer.errors.map((one) => this.#placed(one, error)) };
  }

  #placed({ message, type, path = [] }: GraphError, cause: unknown): PlacedError {
    const { credentials } = this.#options;
    if (type === 'NOT_FOUND') return { path, error: new SourceError(message, { cause, hint: hidden(credentials) }) };
    if (type === 'RATE_LIMITED') return { path, error: new SourceError('rate limit exceeded', { cause }) };
    if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') {
      const hint = `see the permissions table of the collector for what to grant ${credentials}`;
      return { path, error: new AuthenticationError(message, { cause, hint }) };
    }
    return { path, error: new SourceError(message, { cause }) };
  }
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
