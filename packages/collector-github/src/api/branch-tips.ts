import { z } from 'zod';
import { walk } from './graphql-pages.js';
import { BRANCHES } from './queries.js';
import type { Snapshot } from './rows.js';
import { cacheKey, type Source } from './source.js';
import { instant } from './wire.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const Wire = z.object({ name: z.string(), target: z.object({ committedDate: instant }) });

const Kept = z.object({ at: instant, pushedAt: instant.optional(), branches: z.int(), tips: z.array(instant) });

/** When the tips of all branches but the default one were committed; known for an hour, or while nothing is pushed. */
export async function branchTips(
  { graph, cache, repository, startedAt }: Source,
  snapshot: Snapshot & { readonly branches: number },
): Promise<readonly Date[]> {
  const { defaultBranch = '', branches, pushedAt } = snapshot;
  const key = cacheKey('branch tips', repository, defaultBranch);
  const { data: kept } = Kept.safeParse(await cache.get(key));
  if (kept !== undefined && isFresh(kept)) return kept.tips.map((tip) => new Date(tip));
  const { nodes } = await walk(graph, {
    document: BRANCHES,
    variables: { ...repository },
    purpose: 'branches',
    path: ['repository', 'refs'],
    node: Wire,
    first: 100,
    idOf: ({ name }) => name,
  });
  const tips = nodes.filter(({ name }) => name !== defaultBranch).map(({ target }) => target.committedDate);
  await cache.set(key, { at: startedAt.toISOString(), pushedAt: pushedAt?.toISOString(), branches, tips });
  return tips.map((tip) => new Date(tip));

  function isFresh({ at, pushedAt: pushed, branches: count }: z.output<typeof Kept>): boolean {
    const age = startedAt.getTime() - Date.parse(at);
    if (age < 0 || age >= DAY_MS) return false;
    return age < HOUR_MS || (pushed !== undefined && pushed === pushedAt?.toISOString() && count === branches);
  }
}
