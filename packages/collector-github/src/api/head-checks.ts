import { z } from 'zod';
import type { Check } from '../rules/main-branch.js';
import { valueAt, walk } from './graphql-pages.js';
import { COMMIT_CHECKS, HEAD_CHECKS } from './queries.js';
import type { Source } from './source.js';
import { understood } from './understood.js';

const WireCheck = z.object({
  __typename: z.string(),
  name: z.string().optional(),
  conclusion: z.string().nullable().optional(),
  context: z.string().optional(),
  state: z.string().optional(),
});

const WireHistory = z.object({
  nodes: z.array(
    z.object({
      oid: z.string(),
      statusCheckRollup: z
        .object({
          contexts: z.object({
            pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
            nodes: z.array(WireCheck),
          }),
        })
        .nullable(),
    }),
  ),
});

/** The checks of the ten newest commits of the default branch, newest commit first. */
export async function headChecks(source: Source): Promise<readonly (readonly Check[])[]> {
  const { graph, repository, startedAt } = source;
  const { data, errors } = await graph.ask({
    document: HEAD_CHECKS,
    variables: { ...repository, until: startedAt.toISOString() },
    purpose: 'core',
  });
  const [refused] = errors;
  if (refused !== undefined) throw refused.error;
  const history = valueAt(data, ['repository', 'defaultBranchRef', 'target', 'history'], ['defaultBranchRef']);
  if (history === undefined) return [];
  const { nodes } = understood(WireHistory, history);
  return Promise.all(
    nodes.map(async ({ oid, statusCheckRollup }) => {
      if (statusCheckRollup === null) return [];
      const { pageInfo, nodes: checks } = statusCheckRollup.contexts;
      return pageInfo.hasNextPage ? allChecks(source, oid) : checks.map(checkOf);
    }),
  );
}

async function allChecks({ graph, repository }: Source, oid: string): Promise<readonly Check[]> {
  let index = 0;
  const { nodes } = await walk(graph, {
    document: COMMIT_CHECKS,
    variables: { ...repository, oid },
    purpose: 'core',
    path: ['repository', 'object', 'statusCheckRollup', 'contexts'],
    nullable: ['statusCheckRollup'],
    node: WireCheck,
    first: 100,
    // Several checks may bear one name, so that only their place tells them apart.
    idOf: () => index++,
  });
  return nodes.map(checkOf);
}

const PASSED = new Set(['SUCCESS']);
const FAILED = new Set(['FAILURE', 'TIMED_OUT', 'STARTUP_FAILURE', 'ERROR']);

function checkOf({ name, conclusion, context, state }: z.output<typeof WireCheck>): Check {
  const verdict = conclusion ?? state ?? '';
  const passed = PASSED.has(verdict) ? true : FAILED.has(verdict) ? false : undefined;
  return { name: name ?? context ?? '', passed };
}
