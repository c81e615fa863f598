import { didYouMean } from './nearest.js';
import { isRecord, type Path, pathText, valueAt } from './path.js';
import type { Problem } from './problem.js';

/** One complaint of a Standard Schema. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A problem whose place in the file is not yet known. */
export interface PathedProblem extends Omit<Problem, 'path'> {
  readonly at: Path;
  /** Nobody could be asked: the same is wrong with every other secret of the store. */
  readonly outage?: Outage;
}

/** Why a store of secrets could not be asked. */
export interface Outage {
  readonly reason: string;
  readonly hint?: string;
}

/** What the problems of one part of the configuration have in common. */
export interface IssueContext {
  /** Where that part stands. */
  readonly base: Path;
  /** The JSON Schema of that part: the known keys come from here. */
  readonly schema: unknown;
  /** Keys that are known at its top beside those of the schema. */
  readonly alsoKnown?: readonly string[];
}

/** The complaints as problems, one for each unknown key, with the nearest key. */
export function problemsOf(issues: readonly Issue[], context: IssueContext): PathedProblem[] {
  return issues.flatMap((issue) => {
    const path = stepsOf(issue);
    const unknown = unknownKeys(issue);
    if (unknown === undefined)
      return [...nested(issue, path, context), { at: [...context.base, ...path], message: plain(issue.message) }].slice(
        0,
        1,
      );
    const known = [...knownKeys(context.schema, path), ...(path.length === 0 ? (context.alsoKnown ?? []) : [])];
    return unknown.map((key) => {
      const hint = didYouMean(key, known);
      const expected = known.length === 0 ? '' : `, expected one of ${known.join(', ')}`;
      const message = `unknown key${expected}`;
      return { at: [...context.base, ...path, key], message, ...(hint !== undefined && { hint }) };
    });
  });
}

// A union that fails tells each branch's complaints: an unknown key in one of them says more than "invalid input".
function nested(issue: Issue, path: Path, context: IssueContext): PathedProblem[] {
  if (!('errors' in issue) || !Array.isArray(issue.errors)) return [];
  const branches = issue.errors.filter((branch): branch is Issue[] => Array.isArray(branch) && branch.every(isIssue));
  const telling = branches.find((branch) => branch.some((inner) => stepsOf(inner).length > 0 || unknownKeys(inner)));
  return telling === undefined
    ? []
    : problemsOf(
        telling.map((inner) => ({ ...inner, path: [...path, ...stepsOf(inner)] })),
        context,
      );
}

const isIssue = (value: unknown): value is Issue => isRecord(value) && typeof value.message === 'string';

function stepsOf({ path = [] }: Issue): (string | number)[] {
  return path.map((step) => {
    const key = typeof step === 'object' ? step.key : step;
    return typeof key === 'number' ? key : String(key);
  });
}

function unknownKeys(issue: Issue): string[] | undefined {
  if (!('keys' in issue) || !('code' in issue) || issue.code !== 'unrecognized_keys') return undefined;
  return Array.isArray(issue.keys) ? issue.keys.map(String) : undefined;
}

/** The keys that a JSON Schema allows at a path. */
export function knownKeys(schema: unknown, path: Path): string[] {
  const found = path.reduce<unknown[]>((schemas, step) => schemas.flatMap((one) => below(one, step)), branches(schema));
  return [...new Set(found.flatMap((one) => Object.keys(recordAt(one, 'properties'))))];
}

function below(schema: unknown, step: string | number): unknown[] {
  const next = typeof step === 'number' ? valueAt(schema, ['items']) : recordAt(schema, 'properties')[step];
  return next === undefined ? branches(valueAt(schema, ['additionalProperties'])) : branches(next);
}

function branches(schema: unknown): unknown[] {
  const choices = valueAt(schema, ['anyOf']) ?? valueAt(schema, ['oneOf']);
  return Array.isArray(choices) ? choices.flatMap(branches) : [schema];
}

function recordAt(schema: unknown, key: string): Readonly<Record<string, unknown>> {
  const value = valueAt(schema, [key]);
  return isRecord(value) ? value : {};
}

function plain(message: string): string {
  const missing = /^Invalid input: expected (.+), received undefined$/.exec(message);
  if (missing) return `missing, expected ${missing[1]}`;
  const text = message.replace(/^Invalid input: /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Names a place for people and for machines. */
export function placed(problem: PathedProblem, place: (path: Path) => Omit<Problem, 'message'>): Problem {
  const { at, outage: _, ...rest } = problem;
  return { ...place(at), path: pathText(at), ...rest };
}
