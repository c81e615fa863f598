import { reasonOf, SourceError } from '@metta-dd/core';
import { isJson, type Json } from './json.js';

/** Reads one object of a list; what cannot be read names the object, so that somebody can look at it. */
export function readObject<T>(what: string, raw: unknown, read: (raw: Json) => T): T {
  if (!isJson(raw)) throw new SourceError(`cannot read ${what}: an item is no object`);
  try {
    return read(raw);
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    throw new SourceError(`cannot read ${what}: ${nameOf(raw)}: ${reasonOf(cause)}`, { cause });
  }
}

function nameOf({ metadata }: Json): string {
  if (!isJson(metadata)) return 'an item without metadata';
  const { namespace, name } = metadata;
  return (
    [namespace, name].filter((part) => typeof part === 'string' && part !== '').join('/') || 'an item without name'
  );
}
