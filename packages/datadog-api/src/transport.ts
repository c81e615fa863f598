import { type HttpLibrary, type RequestContext, ResponseContext } from '#client/common';
import { errorsIn, parsedJson } from './answer-errors.js';
import { RefusedAnswer } from './failure.js';
import { askedWaitMs, isRepeatable, isWorthRetrying, type Patience, Retries } from './retry.js';

/** What requests are sent with. */
export interface TransportOptions extends Patience {
  readonly fetch: typeof fetch;
  /** Milliseconds until an attempt without an answer is given up. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Never shown, wherever an answer repeats them. */
  readonly secrets: readonly string[];
}

/** The transport of the official client on a fetch of ours: proxy, time limit, retries, and errors that keep their status. */
export class FetchTransport implements HttpLibrary {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send(request: RequestContext): Promise<ResponseContext> {
    const method = String(request.getHttpMethod());
    const retries = new Retries(this.#options);
    for (;;) {
      const ended = await this.#exchange(request, method);
      if ('thrown' in ended) {
        if (!isRepeatable(method) || !(await this.#again(retries, 0))) throw ended.thrown;
        continue;
      }
      const { answer, body } = ended;
      if (answer.ok) return this.#success(answer, body);
      if (!isWorthRetrying(method, answer.status) || !(await this.#again(retries, askedWaitMs(answer.headers))))
        throw this.#refusal(answer, body);
    }
  }

  #again(retries: Retries, askedMs: number): Promise<boolean> {
    const { signal } = this.#options;
    return signal?.aborted ? Promise.resolve(false) : retries.next(askedMs, signal);
  }

  async #exchange(request: RequestContext, method: string) {
    const { fetch, timeoutMs, signal } = this.#options;
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new DOMException(`no answer in ${timeoutMs / 1_000} s`, 'TimeoutError')),
      timeoutMs,
    );
    try {
      const body = request.getBody();
      const answer = await fetch(request.getUrl(), {
        method,
        headers: request.getHeaders(),
        ...(typeof body === 'string' && { body }),
        redirect: 'manual',
        signal: signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]),
      });
      return { answer, body: await answer.text() };
    } catch (thrown) {
      return { thrown };
    } finally {
      clearTimeout(timer);
    }
  }

  #success(answer: Response, body: string): ResponseContext {
    if (body !== '' && parsedJson(body) === undefined) throw this.#refusal(answer, body);
    return new ResponseContext(answer.status, Object.fromEntries(answer.headers), {
      text: async () => body,
      binary: async () => Buffer.from(body),
    });
  }

  #refusal(answer: Response, body: string): RefusedAnswer {
    const { errors, isDatadog } = errorsIn(body, answer.headers.get('content-type') ?? '');
    const shown = errors.map((error) =>
      this.#options.secrets.reduce((text, secret) => text.replaceAll(secret, '[key]'), error),
    );
    return new RefusedAnswer(answer.status, { errors: shown, isDatadog });
  }
}
