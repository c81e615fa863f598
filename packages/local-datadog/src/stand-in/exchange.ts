import type { IncomingHttpHeaders } from 'node:http';

/** One request as a stand-in sees it, its body read whole. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body parsed as UTF-8 JSON; throws when it is none. */
  json(): unknown;
}

/** What a stand-in answers; an object is sent as JSON, a string as UTF-8 text. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

/** What a handler may know besides the request: the stand-in's clock and when to give up. */
export interface Context {
  readonly now: Date;
  /** Aborts when the client is gone or the stand-in closes. */
  readonly signal: AbortSignal;
}

/** Answers a request, or `undefined` when the request is not its own. */
export type Handler = (request: Request, context: Context) => Answer | undefined | Promise<Answer | undefined>;

/** Asks handlers in order; the first that answers wins. */
export function firstOf(handlers: readonly Handler[]): Handler {
  return async (request, context) => {
    for (const handler of handlers) {
      const answer = await handler(request, context);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}
