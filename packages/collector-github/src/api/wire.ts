import { z } from 'zod';
import { type Account, GHOST } from '../rules/people.js';

/** An instant as GitHub writes it. */
export const instant = z.iso.datetime({ offset: true });

export const actor = z.object({ __typename: z.string(), login: z.string() }).nullable();

/** A deleted account is null and counts as a person. */
export function accountOf(wire: z.output<typeof actor>): Account {
  return wire === null ? GHOST : { login: wire.login, bot: wire.__typename === 'Bot' };
}

/** A list inside a node, of which the first page came with it. */
export function listOf<T extends z.ZodType>(node: T) {
  return z.object({
    totalCount: z.int(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node),
  });
}

/** A date, or nothing for null. */
export function dateOf(text: string | null | undefined): Date | undefined {
  return text === null || text === undefined ? undefined : new Date(text);
}
