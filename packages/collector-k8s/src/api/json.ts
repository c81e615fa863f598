import { SourceError } from '@metta-dd/core';
import { parseQuantity } from '../rules/quantity.js';

/** An object of the Kubernetes API, of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = {};
const NONE: readonly unknown[] = [];

/** True for an object that is no list. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, an empty one where it is absent; the API writes absent as null, too. */
export function objectIn(parent: Json, key: string): Json {
  const value = parent[key];
  if (value === undefined || value === null) return NOTHING;
  if (!isJson(value)) throw new SourceError(`${key} is no object`);
  return value;
}

/** The objects under a key, none where it is absent. */
export function listIn(parent: Json, key: string): readonly Json[] {
  const value = parent[key] ?? NONE;
  if (!Array.isArray(value) || !value.every(isJson)) throw new SourceError(`${key} is no list of objects`);
  return value;
}

/** The text under a key. */
export function textIn(parent: Json, key: string): string | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new SourceError(`${key} is no text`);
  return value;
}

/** The text under a key that must be there. */
export function requiredTextIn(parent: Json, key: string): string {
  const value = textIn(parent, key);
  if (value === undefined || value === '') throw new SourceError(`${key} is missing`);
  return value;
}

/** The whole number under a key. */
export function countIn(parent: Json, key: string): number | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new SourceError(`${key} is no whole number`);
  return value;
}

/** The instant under a key, in whole seconds since the epoch, which is how Kubernetes writes it. */
export function instantIn(parent: Json, key: string): number | undefined {
  const text = textIn(parent, key);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new SourceError(`${key} is no instant: ${text.slice(0, 40)}`);
  return Math.floor(at / 1000);
}

/** The amount of a resource in a list of them, zero where it is absent: Kubernetes takes an absent request for none. */
export function amountIn(resources: Json, resource: string, decimals: number): number {
  const text = resources[resource];
  if (text === undefined || text === null) return 0;
  const amount = typeof text === 'string' ? parseQuantity(text, decimals) : undefined;
  if (amount === undefined) throw new SourceError(`${resource} is no quantity: ${JSON.stringify(text).slice(0, 40)}`);
  return amount;
}
