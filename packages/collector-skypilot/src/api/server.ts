import { AuthenticationError, reasonOf, SourceError } from '@metta-dd/core';
import { createHttpClient, type HttpClient, type Problem } from '@metta-dd/core/http';
import { z } from 'zod';
import type { Access, SkyPilotRun } from './credentials.js';
import { type Refusal, refusalIn } from './refusal.js';
import { understood } from './understood.js';
import { type Features, featuresOf, Health } from './version.js';

/** The server's answer to a question: what it returned, or why it refused. */
export type Answer = { readonly at: Date } & ({ readonly value: unknown } | { readonly refusal: Refusal });

/** A question to the server, of its two-step protocol. */
export interface Question {
  /** POST when absent. */
  readonly method?: 'GET';
  readonly path: string;
  readonly body?: object;
}

/** How the tests wait; nobody else does. */
export interface Waiting {
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const CLIENT = 'metta-dd-collector-skypilot';
const ONCE_MORE = { attempts: 2, attemptsOf: { 500: 1 } };
const CANCEL_MS = 5_000;

const Payload = z.object({ status: z.string(), return_value: z.string().nullish(), error: z.unknown() });
const Failed = z.object({ detail: Payload });

/** Speaks the request protocol of a SkyPilot API server: each question is posted, and its answer fetched. */
export class Server {
  readonly #run: SkyPilotRun;
  readonly #access: Access;
  readonly #waiting: Waiting;
  #features: Features | undefined;

  constructor(run: SkyPilotRun, access: Access, waiting: Waiting = {}) {
    this.#run = run;
    this.#access = access;
    this.#waiting = waiting;
  }

  /** Asks what the server is and can do; everything else is asked in its own version. */
  async greet(): Promise<Features> {
    const what = 'read the health of the SkyPilot API server';
    return this.#within(what, async (signal) => {
      this.#features = featuresOf(await this.#client(signal).get('api/health', { schema: Health, what }));
      return this.#features;
    });
  }

  /** Throws where there is no answer; a refusal by the server is one. */
  async ask(question: Question): Promise<Answer> {
    const what = `ask /${question.path}`;
    let asked: string | undefined;
    return this.#within(
      what,
      async (signal) => {
        for (let attempt = 1; ; attempt++) {
          asked = await this.#put(signal, question, what);
          try {
            return await this.#fetch(signal, asked, what);
          } catch (error) {
            // The worker was interrupted: the same question has to be put again.
            if (!(error instanceof SourceError && error.status === 503) || attempt === 2) throw error;
          }
        }
      },
      () => asked,
    );
  }

  async #put(signal: AbortSignal, question: Question, what: string): Promise<string> {
    const { method = 'POST' } = question;
    const { headers } = await this.#client(signal).request({ ...question, method, what, idempotent: true });
    const id = headers.get('x-skypilot-request-id');
    // An empty id would fetch the answer to somebody else's question.
    if (id === null || id.trim() === '')
      throw new SourceError(`cannot ${what}: the answer names no request`, { hint: NO_SERVER });
    return id;
  }

  async #fetch(signal: AbortSignal, id: string, what: string): Promise<Answer> {
    const { status, headers, body } = await this.#client(signal, { 503: 1 }).request({
      method: 'GET',
      path: 'api/get',
      query: { request_id: id },
      accept: [500],
      what,
    });
    const date = Date.parse(headers.get('date') ?? '');
    const at = Number.isNaN(date) ? this.#run.startedAt : new Date(date);
    if (status !== 500) return { at, value: returned(understood(Payload, body, what), what) };
    const { success, data } = Failed.safeParse(body);
    if (!success) throw new SourceError(`cannot ${what}: 500 without a reason`, { status });
    return { at, refusal: refusalIn(data.detail.error) };
  }

  // Long polls have no time limit of their own, so one question has one for all of its requests.
  async #within<T>(
    what: string,
    act: (signal: AbortSignal) => Promise<T>,
    asked = (): string | undefined => undefined,
  ) {
    const { callBudgetSeconds } = this.#run.config;
    const budget = AbortSignal.timeout(callBudgetSeconds * 1000);
    try {
      return await act(AbortSignal.any([this.#run.signal, budget]));
    } catch (error) {
      this.#run.signal.throwIfAborted();
      if (budget.aborted) {
        await this.#cancel(asked());
        throw new SourceError(`cannot ${what}: no answer within ${callBudgetSeconds} s`, { cause: error });
      }
      throw explained(error);
    }
  }

  /** Spares the server the work that nobody waits for. */
  async #cancel(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    try {
      const client = this.#client(AbortSignal.any([this.#run.signal, AbortSignal.timeout(CANCEL_MS)]));
      await client.post('api/cancel', { body: { request_ids: [id] }, what: 'cancel a request' });
    } catch (error) {
      // The question has failed already, and the server ends it some day.
      this.#run.log.debug('an abandoned request could not be cancelled', { reason: reasonOf(error) });
    }
  }

  #client(signal: AbortSignal, attemptsOf: Readonly<Record<number, number>> = {}): HttpClient {
    const { fetch, log, config } = this.#run;
    return createHttpClient(
      { fetch, log, signal },
      {
        baseUrl: this.#access.baseUrl,
        headers: () => ({ ...this.#access.headers, ...versionHeaders(this.#features) }),
        userAgent: CLIENT,
        // The budget of the question comes first.
        timeoutMs: config.callBudgetSeconds * 2000,
        retry: { ...ONCE_MORE, attemptsOf: { ...ONCE_MORE.attemptsOf, ...attemptsOf } },
        redirects: 'refuse',
        hint,
        ...this.#waiting,
      },
    );
  }
}

// The server's own version: no other one is sure to pass its check. It is made only where both are there.
function versionHeaders(features: Features | undefined): Readonly<Record<string, string>> {
  if (features === undefined) return {};
  return { 'x-skypilot-api-version': String(features.api), 'x-skypilot-version': CLIENT };
}

const NO_SERVER = 'check that SKYPILOT_API_SERVER_ENDPOINT names a SkyPilot API server';
const LOGIN = 'set SKYPILOT_SERVICE_ACCOUNT_TOKEN to the token of a service account, or `username` and `password`';
const PAGE = 'a page of HTML';

function hint({ kind, status, reason }: Problem): string | undefined {
  if (status === 403) return 'give the service account the role viewer, or admin where the server has no such role';
  if (kind === 'authentication' || kind === 'redirect' || reason.includes(PAGE)) return LOGIN;
  return kind === 'network' || status === 404 ? NO_SERVER : undefined;
}

/** Where a login page comes instead of an answer, credentials are missing. */
function explained(error: unknown): unknown {
  if (!(error instanceof SourceError) || error.status === undefined || error.status >= 400) return error;
  if (!error.message.includes(PAGE)) return error;
  return new AuthenticationError(`${error.message}: needs authentication`, {
    status: error.status,
    cause: error,
    hint: LOGIN,
  });
}

/** The JSON within the JSON; a request that was cancelled is answered with a null of its own. */
function returned({ status, return_value }: z.output<typeof Payload>, what: string): unknown {
  if (status !== 'SUCCEEDED') throw new SourceError(`cannot ${what}: the request ended as ${status}`);
  try {
    return JSON.parse(return_value ?? 'null');
  } catch (cause) {
    throw new SourceError(`cannot ${what}: the returned value is no JSON`, { cause });
  }
}
