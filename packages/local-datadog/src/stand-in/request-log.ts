import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from './exchange.js';

/** What is kept of a request body: its size and digest, and its content when small, uncompressed JSON or a form. */
export interface RecordedBody {
  readonly bytes: number;
  readonly sha256: string;
  readonly json?: unknown;
  readonly form?: string;
}

/** One request a stand-in was asked, with what became of it; times are monotonic milliseconds of this process. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Secrets stand as `[secret]`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody;
  /** Absent when nothing was answered: a reset, or a client that went away. */
  readonly status?: number;
  /** Bytes of the answer's body put on the wire. */
  readonly bytes: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Whether a fault rule had a hand in it. */
  readonly fault: boolean;
  /** Whether no route knew it. */
  readonly unexpected: boolean;
  /** Why the stand-in itself failed, if it did. */
  readonly error?: string;
}

const HIDDEN = '[secret]';
const LARGEST_KEPT_BODY = 65_536;
const secretHeaders =
  /^(authorization|proxy-authorization|cookie|dd-api-key|dd-application-key|x-api-key|private-token|x-amz-security-token)$/;
const secretParameters =
  /^(api_key|application_key|access_token|client_secret|private_token|token|x-amz-security-token|x-amz-signature)$/i;

/** The part of a record that is known before the answer. */
export function describeRequest({ method, url, headers, body }: Request) {
  const query: Record<string, string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = secretParameters.test(name) ? values.map(() => HIDDEN) : values;
  }
  return { method, path: url.pathname, query, headers: describeHeaders(headers), body: describeBody(headers, body) };
}

function describeHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, secretHeaders.test(name) ? HIDDEN : String(value)]),
  );
}

function describeBody(headers: IncomingHttpHeaders, body: Buffer): RecordedBody {
  const base = { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
  const encoding = headers['content-encoding'] ?? 'identity';
  if (body.length === 0 || body.length > LARGEST_KEPT_BODY || encoding !== 'identity') return base;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return { ...base, form: body.toString() };
  try {
    return { ...base, json: JSON.parse(body.toString()) };
  } catch {
    return base;
  }
}

/** The requests of one stand-in, in the order they were answered. */
export class RequestLog {
  #requests: RecordedRequest[] = [];

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  get unexpected(): readonly RecordedRequest[] {
    return this.#requests.filter(({ unexpected }) => unexpected);
  }

  get failed(): readonly RecordedRequest[] {
    return this.#requests.filter(({ error }) => error !== undefined);
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
  }

  clear(): void {
    this.#requests = [];
  }
}
