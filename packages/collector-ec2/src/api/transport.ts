import { reasonOf } from '@metta-dd/core';

/** What an AWS client hands over to be sent, signed. */
export interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SentResponse {
  readonly response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
}

/** The `requestHandler` of AWS clients that sends through the fetch of a run. */
export class FetchTransport {
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;

  constructor(send: typeof fetch, timeoutMs: number) {
    this.#fetch = send;
    this.#timeoutMs = timeoutMs;
  }

  async handle(request: SignedRequest, { abortSignal }: { abortSignal?: unknown } = {}): Promise<SentResponse> {
    // A signal of `AbortSignal.timeout` would keep the whole exchange in memory until its time has come.
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new DOMException('no answer in time', 'TimeoutError')),
      this.#timeoutMs,
    );
    const signals = abortSignal instanceof AbortSignal ? [abortSignal, patience.signal] : [patience.signal];
    try {
      const { statusCode, headers, body } = await this.#exchange(request, AbortSignal.any(signals));
      if (statusCode < 300) checkWhole(request, body);
      return { response: { statusCode, headers, body } };
    } finally {
      clearTimeout(timer);
    }
  }

  async #exchange(request: SignedRequest, signal: AbortSignal) {
    try {
      const { method, headers, body } = request;
      const answer = await this.#fetch(urlOf(request), { method, headers: sendable(headers), ...bodyOf(body), signal });
      return {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      };
    } catch (error) {
      if (signal.aborted) throw error;
      // The clients try again only what they know, and they do not know the errors of this fetch.
      throw Object.assign(new Error(reasonOf(error), { cause: error }), { $retryable: { throttling: false } });
    }
  }

  // The clients expect these of a handler; there is nothing to configure or to free.
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SignedRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const one of [value ?? ''].flat()) url.searchParams.append(name, one);
  return url.href;
}

// fetch sets these itself, to the values that were signed, and refuses them from outside.
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['host', 'content-length', 'connection'].includes(name.toLowerCase())),
  );
}

function bodyOf(body: unknown): { body?: string | Uint8Array<ArrayBuffer> } {
  if (typeof body === 'string') return body === '' ? {} : { body };
  return body instanceof Uint8Array ? { body: new Uint8Array(body) } : {};
}

const ACTION = /^Action=(\w+)/;

/**
 * The clients read whatever XML they are given: a page of a proxy, or half an answer, would pass for an empty list.
 */
function checkWhole({ body }: SignedRequest, answer: Uint8Array): void {
  const action = typeof body === 'string' ? ACTION.exec(body)?.[1] : undefined;
  if (action === undefined) return;
  const head = Buffer.from(answer.subarray(0, 300)).toString();
  const tail = Buffer.from(answer.subarray(-100)).toString().trimEnd();
  if (head.includes(`<${action}Response`) && tail.endsWith(`</${action}Response>`)) return;
  const part = head.includes(`<${action}Response`) ? 'breaks off' : `is no ${action}Response`;
  throw new Error(`the answer ${part}`);
}
