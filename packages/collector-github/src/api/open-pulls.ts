import { z } from 'zod';
import { walk } from './graphql-pages.js';
import { OPEN_PULLS } from './queries.js';
import type { OpenPull } from './rows.js';
import type { Source } from './source.js';
import { accountOf, actor, instant } from './wire.js';

const Wire = z.object({
  number: z.int(),
  createdAt: instant,
  updatedAt: instant,
  isDraft: z.boolean(),
  baseRefName: z.string(),
  author: actor,
});

/** The pull requests that are open now. */
export async function openPulls({ graph, repository }: Source): Promise<readonly OpenPull[]> {
  const { nodes } = await walk(graph, {
    document: OPEN_PULLS,
    variables: { ...repository },
    purpose: 'core',
    path: ['repository', 'pullRequests'],
    node: Wire,
    first: 100,
    idOf: ({ number }) => number,
  });
  return nodes.map(({ number, createdAt, updatedAt, isDraft, baseRefName, author }) => ({
    number,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    isDraft,
    base: baseRefName,
    author: accountOf(author),
  }));
}
