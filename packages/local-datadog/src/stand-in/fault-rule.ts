import type { Request } from './exchange.js';
import { isRecord } from './json.js';

/** Which requests a fault is for; what is absent matches everything, `*` in a text stands for any characters. */
export interface FaultMatch {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A text the body contains, as it came over the wire. */
  readonly body?: string;
}

/** A scripted misbehavior. Status and body replace the answer; without them the real one is used. */
export interface FaultRule {
  readonly match?: FaultMatch;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  /** Milliseconds to wait before anything else. */
  readonly delayMs?: number;
  /** Resets the connection instead of answering; with `truncate` after that many bytes. */
  readonly reset?: true;
  /** Announces the whole body and closes the connection after this many of its bytes. */
  readonly truncate?: number;
  /** Sends a body of at most this many bytes as a complete HTTP answer. */
  readonly cut?: number;
  /** Lets the stand-in process the request although the answer is replaced. */
  readonly processed?: true;
  /** How often the rule applies; absent means forever. */
  readonly times?: number;
}

type Check = { readonly expected: string; readonly accepts: (value: unknown) => boolean };

const text: Check = { expected: 'a text', accepts: (value) => typeof value === 'string' };
const texts: Check = {
  expected: 'an object of texts',
  accepts: (value) => isRecord(value) && Object.values(value).every(text.accepts),
};
const yes: Check = { expected: 'true', accepts: (value) => value === true };
const integer = (from: number, to = Number.MAX_SAFE_INTEGER): Check => ({
  expected: to === Number.MAX_SAFE_INTEGER ? `an integer from ${from}` : `an integer from ${from} to ${to}`,
  accepts: (value) => typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to,
});

const matchChecks: Readonly<Record<string, Check>> = { method: text, path: text, query: texts, body: text };
const ruleChecks: Readonly<Record<string, Check>> = {
  match: { expected: 'an object', accepts: isRecord },
  status: integer(200, 599),
  headers: texts,
  body: { expected: 'a text or a JSON object', accepts: (value) => text.accepts(value) || typeof value === 'object' },
  delayMs: integer(0),
  reset: yes,
  truncate: integer(0),
  cut: integer(0),
  processed: yes,
  times: integer(1),
};

/** Narrows a value to a fault rule, or throws a message that names every problem. */
export function parseFaultRule(value: unknown): FaultRule {
  const problems = problemsOf(value, ruleChecks, '');
  if (isRecord(value) && isRecord(value.match)) problems.push(...problemsOf(value.match, matchChecks, 'match.'));
  if (isFaultRule(value, problems)) return value;
  throw new TypeError(`cannot add the fault rule: ${problems.join('; ')}`);
}

function isFaultRule(_value: unknown, problems: readonly string[]): _value is FaultRule {
  return problems.length === 0;
}

function problemsOf(value: unknown, checks: Readonly<Record<string, Check>>, prefix: string): string[] {
  if (!isRecord(value)) return ['it is not an object'];
  return Object.entries(value).flatMap(([key, field]) => {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (check === undefined) return [`${prefix}${key} is unknown (known: ${Object.keys(checks).join(', ')})`];
    return field === undefined || check.accepts(field) ? [] : [`${prefix}${key} is not ${check.expected}`];
  });
}

/** Whether a rule is for this request. */
export function matches({ method, path, query, body }: FaultMatch, request: Request): boolean {
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || fits(path, request.url.pathname)) &&
    Object.entries(query ?? {}).every(([name, pattern]) =>
      request.url.searchParams.getAll(name).some((value) => fits(pattern, value)),
    ) &&
    (body === undefined || request.body.includes(body))
  );
}

function fits(pattern: string, value: string): boolean {
  const literals = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 's').test(value);
}
