import { timeLimit } from '../time-limit.js';
import { parseJson, readText, reasonIn } from './body.js';
import { AttemptFailure, networkFailure } from './failure.js';
import { isTransient, retryAfterMs } from './retry.js';

/** One request as it is sent. */
export interface Attempt {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  /** Statuses that are answers although they are none of success. */
  readonly accept: readonly number[];
  readonly redirects: 'same-origin' | 'refuse';
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** An answer with its body read; the text of a 304 is empty. */
export interface RawAnswer {
  readonly response: Response;
  readonly text: string;
  readonly json: unknown;
}

const MAX_REDIRECTS = 5;

/** Sends one request. Throws an AttemptFailure, or the reason of the run's signal as it is. */
export async function sendOnce(fetch: typeof globalThis.fetch, run: AbortSignal, attempt: Attempt): Promise<RawAnswer> {
  using limit = timeLimit(attempt.timeoutMs);
  try {
    const response = await answered(fetch, AbortSignal.any([run, limit.signal]), attempt);
    const text = await readText(response, attempt.maxBytes);
    if (response.status === 304) return { response, text: '', json: undefined };
    if (!response.ok && !attempt.accept.includes(response.status)) throw refusal(response, text);
    return { response, text, json: attempt.method === 'HEAD' ? undefined : parseJson(text, response) };
  } catch (error) {
    // The run's end is no failure of the source, and never one to try again.
    run.throwIfAborted();
    if (error instanceof AttemptFailure) throw error;
    if (limit.signal.aborted)
      throw new AttemptFailure('network', `no answer within ${attempt.timeoutMs / 1000} s`, { transient: true });
    throw networkFailure(error);
  }
}

async function answered(fetch: typeof globalThis.fetch, signal: AbortSignal, attempt: Attempt): Promise<Response> {
  let { url } = attempt;
  for (let hops = 0; ; hops++) {
    const { method, headers, body } = attempt;
    const init: RequestInit = { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) };
    const response = await fetch(url, init);
    const location = response.status === 304 ? null : redirectOf(response);
    if (location === null) return response;
    await response.body?.cancel();
    url = redirectTarget(location, url, attempt, response.status);
    if (hops === MAX_REDIRECTS) throw new AttemptFailure('redirect', `more than ${MAX_REDIRECTS} redirects`);
  }
}

function redirectOf({ status, headers }: Response): string | null {
  return status >= 300 && status < 400 ? (headers.get('location') ?? '') : null;
}

// The method and the body go along: only within the origin, where both are meant to be.
function redirectTarget(location: string, from: URL, { method, redirects }: Attempt, status: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) throw new AttemptFailure('redirect', `${status} without a place to go to`, { status });
  const elsewhere = to.origin !== from.origin;
  const place = elsewhere ? to.host : to.pathname;
  if (redirects === 'refuse' || isLogin(to.pathname) || (elsewhere && isLogin(to.hostname)))
    throw new AttemptFailure('authentication', `${status} redirects to a login page (${place}): needs authentication`, {
      status,
    });
  if (elsewhere) throw new AttemptFailure('redirect', `${status} redirects to another host (${place})`, { status });
  if (method !== 'GET' && method !== 'HEAD' && status !== 307 && status !== 308)
    throw new AttemptFailure('redirect', `${status} redirects a ${method} to ${place}`, { status });
  return to;
}

function isLogin(place: string): boolean {
  return /(^|[/.])(auth|log-?in|sign-?in|oauth2?|sso|saml2?)([/.]|$)/i.test(place);
}

function refusal(response: Response, text: string): AttemptFailure {
  const { status, statusText, headers } = response;
  const waitMs = retryAfterMs(headers);
  const transient = isTransient(status);
  const asked = transient && waitMs !== undefined ? `, asks to wait ${Math.ceil(waitMs / 1000)} s` : '';
  const reason = `${`${status} ${reasonIn(text) ?? statusText}`.trim()}${asked}`;
  const kind = status === 401 || status === 403 ? 'authentication' : 'status';
  return new AttemptFailure(kind, reason, { status, transient, waitMs: transient ? waitMs : undefined });
}
