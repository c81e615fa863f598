import { causesOf, reasonOf } from '../errors.js';
import { timeLimit } from '../time-limit.js';
import { type Answer, answerOf } from './answers.js';

/** What became of one request. */
export type Exchange =
  | { readonly ended: 'answered'; readonly answer: Answer; readonly status: number; readonly date: Date | undefined }
  /** The request never reached the intake. */
  | { readonly ended: 'unsent'; readonly reason: string }
  /** Sent, and no whole answer came back: the intake may have it or not. */
  | { readonly ended: 'unknown'; readonly reason: string };

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export interface TransportOptions {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, for answers without a `Date`. */
  readonly nowMs: () => number;
}

// An answer of the intake is a few hundred bytes; a proxy's page needs no more to be known as one.
const MOST_ANSWER_BYTES = 64 * 1024;

// A refusal after one of these is certain: no byte of the request was written.
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'ERR_INVALID_URL',
  // What a proxy that refuses the tunnel ends in; aborting by ourselves is told apart before.
  'UND_ERR_ABORTED',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Posts once; follows no redirect, since the key would travel along. */
export async function post(request: Request, options: TransportOptions): Promise<Exchange> {
  const { fetch, timeoutMs, signal, nowMs } = options;
  if (signal.aborted) return { ended: 'unsent', reason: 'the run was stopped' };
  using limit = timeLimit(timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit.signal]),
    });
    const body = await textOf(response);
    const date = dateOf(response.headers);
    const raw = { status: response.status, headers: response.headers, body };
    return {
      ended: 'answered',
      answer: answerOf(raw, date?.getTime() ?? nowMs()),
      status: response.status,
      date,
    };
  } catch (error) {
    if (limit.signal.aborted) return { ended: 'unknown', reason: `no answer within ${timeoutMs / 1000} s` };
    if (signal.aborted) return { ended: 'unknown', reason: 'the run was stopped before the answer' };
    return { ended: [...causesOf(error)].some(isBeforeSending) ? 'unsent' : 'unknown', reason: reasonOf(error) };
  }
}

function isBeforeSending(cause: Error): boolean {
  const isConnecting = 'syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo');
  return isConnecting || ('code' in cause && UNSENT.has(String(cause.code)));
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_ANSWER_BYTES) break;
  }
  return text;
}

function dateOf(headers: Headers): Date | undefined {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}
