import { SourceError } from '@metta-dd/core';

/** Has Octokit hand over the body as it came: looking for integers beyond 2^53 takes it half of the time of a run. */
export const UNPARSED = { parseSuccessResponseBody: false };

/** The document in such a body. Throws where it is none: a page, or one that is cut short. */
export async function parsed(body: unknown): Promise<unknown> {
  const text = body instanceof ReadableStream ? await new Response(body).text() : '';
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SourceError('the answer is not JSON', { cause });
  }
}
