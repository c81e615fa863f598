import { z } from 'zod';
import { condenseBody } from '../rules/changes.js';
import { actor, instant, listOf } from './wire.js';

const files = z.object({ path: z.string(), additions: z.int(), deletions: z.int() });

/** A closed pull request as GitHub writes it, reduced to what is used; parsing it again changes nothing. */
export const WirePull = z.object({
  number: z.int(),
  state: z.enum(['CLOSED', 'MERGED']),
  createdAt: instant,
  updatedAt: instant,
  closedAt: instant,
  mergedAt: instant.nullable(),
  baseRefName: z.string(),
  headRefName: z.string(),
  body: z.string().transform(condenseBody),
  additions: z.int(),
  deletions: z.int(),
  changedFiles: z.int(),
  totalCommentsCount: z.int().nullable(),
  author: actor,
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  labels: listOf(z.object({ name: z.string() })).nullable(),
  comments: listOf(z.object({ createdAt: instant, author: actor })),
  reviews: listOf(
    z.object({
      state: z.string(),
      submittedAt: instant.nullable(),
      // Only whether something was written is of interest.
      body: z.string().transform((text) => (text.trim() === '' ? '' : 'written')),
      author: actor,
      comments: z.object({ totalCount: z.int() }),
    }),
  ).nullable(),
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ authoredDate: instant }) })) }),
  timelineItems: listOf(z.object({ __typename: z.string(), createdAt: instant.optional() })),
  files: listOf(files).nullable(),
});
export type WirePull = z.output<typeof WirePull>;
