import { ServerFault } from './fault.js';
import { type RunField, runField } from './run-document.js';
import type { PythonValue, WandbOptions, WandbRun } from './world.js';

type Test = (run: WandbRun) => boolean;
type HeartbeatFilter = NonNullable<WandbOptions['heartbeatFilter']>;

/** The refusal of a filter, as an error of the query. */
export class RefusedFilter extends Error {}

/** The runs that a filter, an object in the language of MongoDB, lets through. */
export function filterTest(filter: unknown, heartbeat: HeartbeatFilter): Test {
  if (!isRecord(filter)) throw new RefusedFilter('filters must be an object');
  const tests = Object.entries(filter).map(([key, condition]) => entryTest(key, condition, heartbeat));
  return (run) => tests.every((test) => test(run));
}

function entryTest(key: string, condition: unknown, heartbeat: HeartbeatFilter): Test {
  if (key === '$and' || key === '$or' || key === '$nor') {
    if (!Array.isArray(condition)) throw new RefusedFilter(`${key} must be a list`);
    const tests = condition.map((one) => filterTest(one, heartbeat));
    if (key === '$and') return (run) => tests.every((test) => test(run));
    return (run) => tests.some((test) => test(run)) === (key === '$or');
  }
  if (key === 'heartbeatAt' || key === 'heartbeat_at') {
    if (heartbeat === 'refused') throw new RefusedFilter(`unknown filter key ${key}`);
    if (heartbeat !== 'obeyed') return () => heartbeat === 'ignored';
  }
  // As in MongoDB, a field that nobody has equals nothing.
  const field = runField(key) ?? { time: false, of: () => undefined };
  return conditionTest(field, condition);
}

function conditionTest(field: RunField, condition: unknown): Test {
  const operators = isRecord(condition) ? Object.entries(condition) : [['$eq', condition] as const];
  const tests = operators.map(([operator, operand]) => operatorTest(field, operator, operand));
  return (run) => tests.every((test) => test(run));
}

function operatorTest(field: RunField, operator: string, operand: unknown): Test {
  const of = (value: unknown) => operandOf(field, value);
  const compared = (holds: (value: number | string, other: number | string) => boolean): Test => {
    const other = of(operand);
    return (run) => {
      const value = field.of(run);
      if (typeof value === 'number' && typeof other === 'number') return holds(value, other);
      return typeof value === 'string' && typeof other === 'string' && holds(value, other);
    };
  };
  switch (operator) {
    case '$eq':
      return (run) => equals(field.of(run), of(operand));
    case '$ne':
      return (run) => !equals(field.of(run), of(operand));
    case '$in':
    case '$nin': {
      const list = listOf(operator, operand).map(of);
      return (run) => list.some((one) => equals(field.of(run), one)) === (operator === '$in');
    }
    case '$gt':
      return compared((value, other) => value > other);
    case '$gte':
      return compared((value, other) => value >= other);
    case '$lt':
      return compared((value, other) => value < other);
    case '$lte':
      return compared((value, other) => value <= other);
    case '$exists':
      return (run) => ((field.of(run) ?? null) !== null) === (operand === true);
    case '$regex': {
      const pattern = new RegExp(String(operand));
      return (run) => [field.of(run)].flat().some((value) => typeof value === 'string' && pattern.test(value));
    }
    case '$not': {
      const test = conditionTest(field, operand);
      return (run) => !test(run);
    }
    default:
      throw new RefusedFilter(`unknown operator: ${operator}`);
  }
}

function operandOf({ time }: RunField, value: unknown): unknown {
  if (!time || value === null) return value;
  // The real server answers so: https://github.com/opentensor/validators/issues/136
  if (typeof value !== 'string') throw new ServerFault('a time in a filter must be a text');
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  if (Number.isNaN(at)) throw new ServerFault(`cannot read the time ${value}`);
  return at;
}

/** As in MongoDB, a list equals each of its elements. */
function equals(value: PythonValue | undefined, other: unknown): boolean {
  return [value ?? null].flat().some((one) => one === (other ?? null)) || (value ?? null) === (other ?? null);
}

function listOf(operator: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new RefusedFilter(`${operator} must be a list`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
