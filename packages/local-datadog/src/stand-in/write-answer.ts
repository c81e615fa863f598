import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Answer } from './exchange.js';
import type { FaultRule } from './fault-rule.js';

/** An answer as bytes, with the headers HTTP needs. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Turns an answer into bytes; the given `Date` stands unless the answer has its own. Throws for a header HTTP forbids. */
export function encodeAnswer({ status, headers = {}, body = '' }: Answer, date: Date, cut?: number): EncodedAnswer {
  const { bytes, type } = encodeBody(body);
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries(own)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const kept = cut === undefined ? bytes : bytes.subarray(0, cut);
  const framing: Record<string, string> = bodiless(status) ? {} : { 'content-length': String(kept.length) };
  const typing: Record<string, string> = bytes.length === 0 ? {} : { 'content-type': type };
  return {
    status,
    headers: { date: date.toUTCString(), ...typing, ...framing, ...own },
    body: bodiless(status) ? Buffer.alloc(0) : kept,
  };
}

function encodeBody(body: string | Buffer | object): { readonly bytes: Buffer; readonly type: string } {
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

function bodiless(status: number): boolean {
  return status === 204 || status === 304;
}

/** How many bytes of the body a rule lets through; a truncated body always misses at least one. */
export function bytesToSend({ body }: EncodedAnswer, rule: FaultRule | undefined, method: string): number {
  if (method === 'HEAD' || (rule?.reset && rule.truncate === undefined)) return 0;
  return rule?.truncate === undefined ? body.length : Math.min(rule.truncate, Math.max(0, body.length - 1));
}

/** Sends an answer the way a rule demands: whole, truncated, reset half way, or reset at once. */
export function writeAnswer(outgoing: ServerResponse, answer: EncodedAnswer, rule: FaultRule | undefined): void {
  const hangUp = () => (rule?.reset ? outgoing.socket?.resetAndDestroy() : outgoing.socket?.destroy());
  if (rule?.reset && rule.truncate === undefined) {
    hangUp();
    return;
  }
  outgoing.sendDate = false;
  outgoing.writeHead(answer.status, answer.headers);
  if (rule?.truncate === undefined) {
    outgoing.end(answer.body);
    return;
  }
  outgoing.flushHeaders();
  outgoing.write(answer.body.subarray(0, bytesToSend(answer, rule, 'GET')), hangUp);
}
