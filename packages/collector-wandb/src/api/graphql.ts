import { setTimeout as delay } from 'node:timers/promises';
import { AuthenticationError, SourceError } from '@metta-dd/core';
import { createHttpClient, type HttpAnswer, type HttpClient } from '@metta-dd/core/http';
import { z } from 'zod';
import type { Credentials, WandbRun } from './credentials.js';
import { ACCESS, hint, KEY_HINT } from './hint.js';

/** What not every server can do; a document leaves out what is switched off. */
export interface Features {
  /** `runInfo` of a run. */
  readonly runInfo: boolean;
  /** The argument `keys` of `summaryMetrics` and `config`. */
  readonly keys: boolean;
}

/** A question to W&B. */
export interface Question<T> {
  /** Completes "cannot …". */
  readonly what: string;
  readonly request: (features: Features) => {
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly schema: z.ZodType<T>;
}

/** How the tests wait; nobody else does. */
export interface Waiting {
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** The server answered that it could not answer. */
export class GraphQlError extends SourceError {}

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).nullish(),
});
const Viewer = z.object({ viewer: z.object({ id: z.string() }).nullable() });

const LONGEST_PAUSE_S = 60;
const BAD_REQUEST = 400;

/** Asks a W&B server, with the pace that it wants and the documents that it understands. */
export class GraphQl {
  readonly #run: WandbRun;
  readonly #credentials: Credentials;
  readonly #client: HttpClient;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  #features: Features = { runInfo: true, keys: true };
  #pause: Promise<unknown> = Promise.resolve();

  constructor(run: WandbRun, credentials: Credentials, { sleep = defaultSleep }: Waiting = {}) {
    this.#run = run;
    this.#credentials = credentials;
    this.#sleep = sleep;
    this.#client = createHttpClient(run, {
      baseUrl: run.config.baseUrl,
      headers: async () => ({ authorization: await credentials.authorization() }),
      userAgent: 'metta-dd',
      // A filter that the server cannot take is answered with 500, now and always.
      retry: { attemptsOf: { 500: 2 } },
      sleep,
      hint,
    });
  }

  /** Throws a GraphQlError where the server refuses the question. */
  async ask<T>(question: Question<T>): Promise<T> {
    const asked = this.#features;
    const { data, errors } = await this.#answer(question, asked);
    const [error] = errors;
    if (error === undefined) return understood(question, data);
    const left = withoutUnknown(asked, errors);
    if (left === undefined) throw refusal(question.what, errors);
    this.#run.log.debug('the server does not know all that was asked for', { reason: error });
    this.#features = { runInfo: this.#features.runInfo && left.runInfo, keys: this.#features.keys && left.keys };
    return this.ask(question);
  }

  /** Waits, unless the run ends. */
  async wait(ms: number): Promise<void> {
    if (ms > 0) await this.#sleep(ms, this.#run.signal);
  }

  async #answer<T>({ what, request }: Question<T>, features: Features) {
    await this.#pause;
    const ask = () =>
      this.#client.request({
        method: 'POST',
        path: 'graphql',
        body: request(features),
        what,
        idempotent: true,
        accept: [BAD_REQUEST],
      });
    const answer = await ask().catch((error: unknown) => {
      const isRefused = error instanceof AuthenticationError && error.status === 401;
      if (!isRefused || !this.#credentials.renew()) throw error;
      return ask();
    });
    this.#observe(answer, what);
    const { data: read } = Answer.safeParse(answer.body);
    const errors = (read?.errors ?? []).map(({ message }) => message);
    if (read === undefined || (read.data === undefined && errors.length === 0))
      throw new SourceError(`cannot ${what}: ${answer.status} with what is no answer of GraphQL`, {
        status: answer.status,
        hint: 'check that WANDB_BASE_URL is the root of a W&B server',
      });
    return { data: read.data, errors };
  }

  /** https://docs.wandb.ai/guides/track/limits/#rate-limit-http-headers */
  #observe({ headers }: HttpAnswer<unknown>, what: string): void {
    const [remaining, limit, reset] = ['remaining', 'limit', 'reset'].map((name) => {
      const text = headers.get(`ratelimit-${name}`);
      return text === null || text.trim() === '' ? Number.NaN : Number(text);
    });
    if (remaining === undefined || Number.isNaN(remaining)) return;
    const date = Date.parse(headers.get('date') ?? '');
    const resetsAt = new Date(date + Number(reset) * 1000);
    this.#run.quota({
      resource: 'graphql',
      remaining,
      ...(limit !== undefined && !Number.isNaN(limit) && { limit }),
      ...(!Number.isNaN(resetsAt.getTime()) && { resetsAt }),
    });
    if (remaining > 0 || reset === undefined || Number.isNaN(reset)) return;
    this.#pause =
      reset > LONGEST_PAUSE_S
        ? Promise.reject(new SourceError(`cannot ${what}: the rate limit is used up, it resets in ${reset} s`))
        : this.wait(reset * 1000);
    // Where nothing more is asked, nobody awaits it.
    this.#pause.catch(() => {});
  }
}

/** The features that are left where all errors are about unknown ones; `undefined` where others are among them. */
function withoutUnknown(asked: Features, errors: readonly string[]): Features | undefined {
  const left = { ...asked };
  for (const error of errors) {
    if (asked.runInfo && /Cannot query field "?(runInfo|gpu|gpuCount)\b/i.test(error)) left.runInfo = false;
    else if (asked.keys && /Unknown argument "?keys\b/i.test(error)) left.keys = false;
    else return undefined;
  }
  return left;
}

function refusal(what: string, errors: readonly string[]): SourceError {
  const [first = ''] = errors;
  const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
  const message = `cannot ${what}: ${first.replace(/\s+/g, ' ').slice(0, 200)}${more}`;
  if (/permission|denied|forbidden|unauthori[sz]ed|not logged in/i.test(first))
    return new AuthenticationError(message, { hint: ACCESS });
  return new GraphQlError(message, /Cannot query field|Unknown (argument|type)/.test(first) ? { hint: OLD } : {});
}

const OLD = 'the server is too old: upgrade W&B server';

function understood<T>({ what, schema }: Question<T>, data: unknown): T {
  if (Viewer.safeParse(data).data?.viewer === null)
    throw new AuthenticationError(`cannot ${what}: the server does not know whose key it is`, { hint: KEY_HINT });
  const { success, data: value, error } = schema.safeParse(data);
  if (success) return value;
  const issues = error.issues.slice(0, 3).map(({ path, message }) => `at ${path.map(String).join('.')}: ${message}`);
  throw new SourceError(`cannot ${what}: the answer is not as expected: ${issues.join('; ')}`);
}

function defaultSleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal });
}
