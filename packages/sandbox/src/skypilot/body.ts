/** What is wrong with a body, as FastAPI says it. */
export interface BodyProblem {
  readonly type: string;
  readonly loc: readonly string[];
  readonly msg: string;
}

type Check = (value: unknown) => boolean;

const isFlag: Check = (value) => typeof value === 'boolean';
const isNumber: Check = (value) => value === null || typeof value === 'number';
const isTexts: Check = (value) =>
  value === null || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
const isNumbers: Check = (value) => value === null || (Array.isArray(value) && value.every(Number.isInteger));

const CHECKS: Readonly<Record<string, Check>> = {
  all_users: isFlag,
  skip_finished: isFlag,
  include_credentials: isFlag,
  page: isNumber,
  limit: isNumber,
  days: isNumber,
  submitted_after: isNumber,
  statuses: isTexts,
  fields: isTexts,
  job_ids: isNumbers,
};

export type CheckedBody = Readonly<Record<string, unknown>>;

/** The body of a request, unknown keys and all; keys that are known must have their type. */
export function checkedBody(
  json: unknown,
): { readonly body: CheckedBody } | { readonly problems: readonly BodyProblem[] } {
  const body: CheckedBody = typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
  const wrong = Object.entries(CHECKS).filter(([key, check]) => key in body && !check(body[key]));
  if (wrong.length === 0) return { body };
  return { problems: wrong.map(([key]) => ({ type: 'type_error', loc: ['body', key], msg: 'Input should be valid' })) };
}
