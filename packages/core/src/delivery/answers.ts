/** What an answer of the intake means for the points that were sent. */
export type Answer =
  | { readonly means: 'accepted'; readonly remarks: readonly string[] }
  /** 400: one of the points is bad, or the path is. */
  | { readonly means: 'refused'; readonly reason: string }
  | { readonly means: 'too large'; readonly reason: string }
  /** 401 or 403: the key is not taken. */
  | { readonly means: 'forbidden'; readonly reason: string }
  /** Keep the points, asking again does not help. */
  | { readonly means: 'held'; readonly reason: string }
  /** Keep the points and ask again, not before `waitMs` where the intake named a time. */
  | { readonly means: 'later'; readonly reason: string; readonly waitMs?: number };

/** An answer as it came, body and all. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly body: string;
}

const UNDOCUMENTED = 'without the body that the intake documents: wrong address or a proxy';

/** Sorts an answer into its class; `nowMs` is what a date in `Retry-After` is measured from. */
export function answerOf({ status, headers, body }: RawAnswer, nowMs: number): Answer {
  const said = saidIn(body);
  if (status === 200 || status === 202) return acceptance(status, body);
  if (status >= 300 && status < 400)
    return { means: 'held', reason: `${status} redirect to ${hostOf(headers.get('location'))}, not followed` };
  if (status === 400) return { means: 'refused', reason: `400${said}` };
  if (status === 413) return { means: 'too large', reason: `413${said}` };
  // The intake refuses a key with a document; a page comes from whoever stands in between.
  if ((status === 401 || status === 403) && body.trim() !== '' && !isDocument(body))
    return { means: 'held', reason: `${status} ${UNDOCUMENTED}` };
  if (status === 401 || status === 403)
    return { means: 'forbidden', reason: `${status}${said}: the key is wrong, revoked or of another site` };
  const suspicion = isTemporary(status) ? '' : ': wrong site, address or a proxy';
  const waitMs = waitOf(status, headers, nowMs);
  return { means: 'later', reason: `${status}${said}${suspicion}`, ...(waitMs !== undefined && { waitMs }) };
}

function isTemporary(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function acceptance(status: number, body: string): Answer {
  const document = parsed(body);
  if (document !== undefined && Array.isArray(document.errors))
    return { means: 'accepted', remarks: document.errors.map(String) };
  if (document?.status === 'ok') return { means: 'accepted', remarks: [] };
  return { means: 'later', reason: `${status} ${UNDOCUMENTED}` };
}

function isDocument(body: string): boolean {
  return Array.isArray(parsed(body)?.errors);
}

function saidIn(body: string): string {
  const errors = parsed(body)?.errors;
  if (!Array.isArray(errors)) return '';
  const texts = errors.filter((error) => typeof error === 'string' && error !== '');
  return texts.length === 0 ? '' : ` ${texts.join('; ').replace(/\s+/g, ' ').slice(0, 200)}`;
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hostOf(location: string | null): string {
  if (location === null || !URL.canParse(location)) return 'an unnamed host';
  return new URL(location).host;
}

function waitOf(status: number, headers: RawAnswer['headers'], nowMs: number): number | undefined {
  const waits = [
    millisecondsUntil(headers.get('retry-after'), nowMs),
    // https://docs.datadoghq.com/api/latest/rate-limits/: seconds until the period ends.
    status === 429 ? millisecondsUntil(headers.get('x-ratelimit-reset'), nowMs) : undefined,
  ].filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function millisecondsUntil(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
