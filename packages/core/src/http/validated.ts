import type { StandardSchemaV1 } from '@standard-schema/spec';
import { AttemptFailure } from './failure.js';

const SHOWN = 3;

/** The value that the schema makes of an answer; its own values are not shown, only where they are not as expected. */
export async function validated<T>(schema: StandardSchemaV1<unknown, T>, body: unknown, status: number): Promise<T> {
  const result = await schema['~standard'].validate(body);
  if (result.issues === undefined) return result.value;
  const shown = result.issues.slice(0, SHOWN).map(({ message, path }) => `${pathOf(path)}${message}`);
  const more = result.issues.length - shown.length;
  throw new AttemptFailure(
    'content',
    `the answer is not as expected: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    { status },
  );
}

function pathOf(path: StandardSchemaV1.Issue['path']): string {
  const keys = (path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? '' : `at ${keys.map(String).join('.')}: `;
}
