import { AttemptFailure } from './failure.js';

/** The body of an answer as text. Throws where it is larger than the limit, in bytes. */
export async function readText(answer: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > maxBytes)
      throw new AttemptFailure('content', `the answer is larger than ${maxBytes} bytes`, { status: answer.status });
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The JSON of an answer; `undefined` only where the status says that there is no body. */
export function parseJson(text: string, { status, headers }: Response): unknown {
  if (text === '' && (status === 204 || status === 205)) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttemptFailure('content', `${status} with ${whatCame(text, headers)} instead of JSON`, { status, cause });
  }
}

function whatCame(text: string, headers: Headers): string {
  if (text.trim() === '') return 'an empty body';
  if (/^\s*<(!doctype html|html|head|body)\b/i.test(text)) return 'a page of HTML';
  const type = headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (/\bjson$/.test(type) || /^\s*[[{]/.test(text)) return `${text.length} characters of broken or cut JSON`;
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'something';
}

const LONGEST_REASON = 200;

/** What the source itself says of its refusal, in one line; `undefined` where it says nothing that is known. */
export function reasonIn(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A refusal need not be JSON: then its status is all there is to tell.
    return undefined;
  }
  const reason = textIn(body)?.replace(/\s+/g, ' ').trim();
  return reason === undefined || reason === '' ? undefined : reason.slice(0, LONGEST_REASON);
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return textIn(value[0]);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of ['message', 'error_description', 'error', 'errors', 'detail', 'msg', 'reason', 'title']) {
    const reason = fields.has(name) ? textIn(fields.get(name)) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}
