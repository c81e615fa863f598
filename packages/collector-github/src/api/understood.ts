import { SourceError } from '@metta-dd/core';
import type { z } from 'zod';

/** Narrows an answer to the fields that are used. Throws where it is not what is documented: a page, a torn body. */
export function understood<T>(schema: z.ZodType<T>, data: unknown): T {
  // Octokit hands over as text what it could not parse.
  if (typeof data === 'string' || data instanceof ArrayBuffer || data === undefined)
    throw new SourceError('the answer is not JSON');
  const { data: value, error } = schema.safeParse(data);
  if (error !== undefined) {
    const [issue] = error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw new SourceError(`the answer was not understood: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`);
  }
  return value;
}
