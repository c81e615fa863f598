import { SourceError } from '@metta-dd/core';

/** All pages of a listing; throws where a token comes twice, since the listing would never end. */
export async function* pages<Page extends { readonly NextToken?: string | undefined }>(
  what: string,
  ask: (token: { readonly NextToken?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page: Page = await ask(token === undefined ? {} : { NextToken: token });
    yield page;
    token = page.NextToken === '' ? undefined : page.NextToken;
    if (token !== undefined && seen.has(token))
      throw new SourceError(`cannot ${what}: the same page token came twice after ${seen.size + 1} pages`);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

/** The list of an answer; throws where the answer has none, which is not the same as an empty one. */
export function listOf<Row>(what: string, list: readonly Row[] | undefined): readonly Row[] {
  if (list === undefined) throw new SourceError(`cannot ${what}: the answer has no list`);
  return list;
}

/**
 * Tells whether an id comes for the first time: a list that changes while it is read shows a row on two pages. Each
 * listing has its own.
 */
export function firstTimes(): (id: string) => boolean {
  const seen = new Set<string>();
  // A text cut out of the answer keeps the whole answer in memory; a copy does not.
  return (id) => seen.size < seen.add(structuredClone(id)).size;
}
