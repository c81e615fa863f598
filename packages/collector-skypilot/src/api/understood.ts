import { SourceError } from '@metta-dd/core';
import type { z } from 'zod';

const SHOWN = 3;

/** The value that a schema makes of what the server returned; null, where a list is due, is an error of its own. */
export function understood<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  if (value === null) throw new SourceError(`cannot ${what}: the server returned nothing`);
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const issues = error.issues.slice(0, SHOWN).map(({ path, message }) => `at ${path.join('.')}: ${message}`);
  throw new SourceError(`cannot ${what}: the answer is not as expected: ${issues.join('; ')}`);
}
