import { isRecord } from '../stand-in/json.js';
import { RefusedRequest } from '../stand-in/read-request.js';

type Read<T> = (value: unknown, path: string) => T;

/** Reads an optional field; null counts as absent. */
export function optional<T>(record: Readonly<Record<string, unknown>>, key: string, path: string, read: Read<T>) {
  const value = record[key];
  return value === undefined || value === null ? undefined : read(value, `${path}.${key}`);
}

/** Reads a field that has to be there. */
export function required<T>(record: Readonly<Record<string, unknown>>, key: string, path: string, read: Read<T>): T {
  const value = optional(record, key, path, read);
  if (value === undefined) throw new RefusedRequest(400, `${path}.${key} is missing`);
  return value;
}

/** Reads every item of an array. */
export function arrayOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new RefusedRequest(400, `${path} is not an array`);
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  };
}

/** Reads an object. */
export function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new RefusedRequest(400, `${path} is not an object`);
}

/** Reads a string. */
export function string(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw new RefusedRequest(400, `${path} is not a string`);
}

/** Reads a number. */
export function number(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  throw new RefusedRequest(400, `${path} is not a number`);
}

/** Reads a whole number. */
export function integer(value: unknown, path: string): number {
  if (Number.isInteger(value)) return number(value, path);
  throw new RefusedRequest(400, `${path} is not an integer`);
}
