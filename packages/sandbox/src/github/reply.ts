import { createHash } from 'node:crypto';
import type { Answer, Request } from '@metta-dd/local-datadog';

/** What a route answers before the headers that every answer has. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error body as GitHub writes it. */
export function errorReply(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}

/** A reply in its final form: JSON with a weak ETag, or 304 without a body when the client has it. */
export function conditional(reply: Reply, request: Request): Answer {
  const { status, headers = {}, body } = reply;
  if (body === undefined) return { status, headers };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const typed = { 'content-type': 'application/json; charset=utf-8', ...headers };
  if (status !== 200 || request.method !== 'GET') return { status, headers: typed, body: text };
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const shared = {
    ...headers,
    etag,
    'cache-control': 'private, max-age=60, s-maxage=60',
    vary: 'Accept, Authorization',
  };
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim());
  if (known?.includes(etag)) return { status: 304, headers: shared };
  return { status, headers: { ...typed, ...shared }, body: text };
}
