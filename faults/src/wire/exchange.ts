import type { IncomingHttpHeaders } from 'node:http';

/** One request on its way to the source, its body read whole. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer, its body read whole and as it goes over the wire. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the client gets: an answer, a connection that ends, at once or within the body, or nothing ever. */
export type Deed = Answered | { readonly breaksAfter: number; readonly answer?: Answered } | 'silence';

/** Sends a request on to the source, changed or not. */
export type Forward = (asked: Asked) => Promise<Answered>;

/** Decides what becomes of a request. */
export type Meddle = (asked: Asked, forward: Forward) => Deed | Promise<Deed>;

/** The same answer with another body; its length goes along. */
export function withBody(answer: Answered, body: string | Buffer): Answered {
  return { ...answer, body: Buffer.from(body) };
}
