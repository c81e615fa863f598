import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { valueAt } from './graphql-pages.js';
import { WirePull } from './pull-wire.js';
import { type ListName, remainderDocument } from './queries.js';
import type { Source } from './source.js';
import { understood } from './understood.js';
import { listOf } from './wire.js';

// One call for several lists: each costs a hundredth of a point, and a call at least one.
const LISTS_PER_CALL = 20;
const NAMES: readonly ListName[] = ['labels', 'comments', 'reviews', 'timelineItems', 'files'];

interface Open {
  readonly index: number;
  readonly list: ListName;
  readonly after: string;
}

/** Reads the further pages of the lists of the wanted pull requests, those of one step in one call. */
export async function completed(
  source: Source,
  pulls: readonly WirePull[],
  isWanted: (pull: WirePull) => boolean,
): Promise<readonly WirePull[]> {
  let whole = pulls;
  const asked = new Set<string>();
  for (;;) {
    const open = whole.flatMap((pull, index) => (isWanted(pull) ? openLists(pull, index) : []));
    if (open.length === 0) return whole;
    for (const { index, list, after } of open) {
      const step = `${index} ${list} ${after}`;
      if (asked.has(step)) throw new SourceError('the pages go in a circle: one of them came twice');
      asked.add(step);
    }
    const batches = Array.from({ length: Math.ceil(open.length / LISTS_PER_CALL) }, (_, batch) =>
      open.slice(batch * LISTS_PER_CALL, (batch + 1) * LISTS_PER_CALL),
    );
    const pages = await Promise.all(batches.map((batch) => nextPages(source, whole, batch)));
    const byIndex = Map.groupBy(pages.flat(), ({ index }) => index);
    whole = whole.map((pull, index) => (byIndex.get(index) ?? []).reduce(withPage, pull));
  }
}

function openLists(pull: WirePull, index: number): readonly Open[] {
  return NAMES.flatMap((list) => {
    const { hasNextPage, endCursor } = pull[list]?.pageInfo ?? { hasNextPage: false, endCursor: null };
    if (hasNextPage && endCursor !== null) return [{ index, list, after: endCursor }];
    const { nodes, totalCount } = pull[list] ?? { nodes: [], totalCount: 0 };
    if (hasNextPage || nodes.length < totalCount)
      throw new SourceError(
        `${list} of pull request ${pull.number} are cut off: ${nodes.length} of ${totalCount} came`,
      );
    return [];
  });
}

interface ListPage extends Open {
  readonly page: unknown;
}

async function nextPages(
  { graph, repository }: Source,
  pulls: readonly WirePull[],
  open: readonly Open[],
): Promise<readonly ListPage[]> {
  const variables = open.flatMap(({ index, after }, alias): [string, string | number][] => [
    [`number${alias}`, pulls[index]?.number ?? 0],
    [`after${alias}`, after],
  ]);
  const { data, errors } = await graph.ask({
    document: remainderDocument(open.map(({ list }) => list)),
    variables: { ...repository, ...Object.fromEntries(variables) },
    purpose: 'core',
  });
  const [refused] = errors;
  if (refused !== undefined) throw refused.error;
  return open.map((one, alias) => ({ ...one, page: valueAt(data, ['repository', `p${alias}`, one.list]) }));
}

function withPage(pull: WirePull, { list, page }: ListPage): WirePull {
  const { nodes, ...next } = understood(listOf(z.unknown()), page);
  return understood(WirePull, { ...pull, [list]: { ...next, nodes: [...(pull[list]?.nodes ?? []), ...nodes] } });
}
