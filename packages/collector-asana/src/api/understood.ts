import { SourceError } from '@metta-dd/core';
import type { ZodType } from 'zod';

const SHOWN = 3;

/** The value that the schema makes of an answer; throws a SourceError that says where it is not as expected. */
export function understood<T>(schema: ZodType<T>, body: unknown, what: string): T {
  const { data, error } = schema.safeParse(body);
  if (error === undefined) return data;
  const shown = error.issues.slice(0, SHOWN).map(({ path, message }) => `at ${path.map(String).join('.')}: ${message}`);
  const more = error.issues.length > SHOWN ? `; and ${error.issues.length - SHOWN} more` : '';
  throw new SourceError(`cannot ${what}: the answer is not as expected: ${shown.join('; ')}${more}`, { cause: error });
}
