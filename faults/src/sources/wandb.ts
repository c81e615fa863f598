import { startStandIn } from '@metta-dd/local-datadog';
import { generateWandbWorld, wandbHandler } from '@metta-dd/sandbox';
import { impatientWandb } from '../impatient.js';
import { jsonAnswer, type Paging, type Source } from '../source.js';
import type { Asked } from '../wire/exchange.js';
import { at, edited, put, rowsAt } from '../wire/json-page.js';

const AT = new Date('2026-11-20T12:00:00Z');
const API_KEY = 'key-of-nobody-0d6a1f83b7c94e52a8e6074b3f9d21';
const RUNS = 60;
const EMPTY = '.empty';
const WEEK_MS = 7 * 86_400_000;
const EDGES = ['data', 'project', 'runs', 'edges'] as const;
const PAGE_INFO = ['data', 'project', 'runs', 'pageInfo'] as const;

/** Weights & Biases pages by a cursor in a GraphQL question; the runs that ended are watched. */
export const wandb: Source = {
  id: 'wandb',
  manifest: impatientWandb,
  paging,
  tenfold: [1, 10],
  refusal: (status) => jsonAnswer(status, { errors: [{ message: 'scripted' }] }),
  async open(size) {
    const world = generateWandbWorld({ at: AT, seed: 1, runs: RUNS * size });
    const standIn = await startStandIn({ handler: wandbHandler(world, { apiKey: API_KEY }), now: AT });
    const [project] = world.projects;
    const runs = project?.runs ?? [];
    return {
      standIn,
      startedAt: AT,
      secrets: { apiKey: API_KEY },
      population: {
        metric: 'wandb.runs.completed_7d',
        value: runs.filter(({ state, heartbeatAt }) => state === 'finished' && isRecent(heartbeatAt)).length,
      },
      config: (url) => ({
        baseUrl: url,
        entity: project?.entity,
        project: project?.name,
        pageSize: 15,
        summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
        gpu: { prices: { h100: 2.5, a100: 1.5 } },
      }),
    };
  },
};

function paging(): Paging {
  return {
    placeOf(asked) {
      const variables = variablesOf(asked);
      const filters = variables.get('filters');
      if (typeof filters !== 'string' || !filters.includes('$nin')) return undefined;
      return { listing: 'ended runs', page: variables.has('after') ? 2 : 1 };
    },
    required: ['name', 'state', 'createdAt'],
    nulled: (page, field) => edited(page, (body) => put(body, [...EDGES, 0, 'node', field], null)),
    repeated: (page, before) =>
      edited(page, (body) => {
        rowsAt(body, ...EDGES).unshift(rowsAt(JSON.parse(before.body.toString()), ...EDGES).at(-1));
      }),
    links: {
      emptied: (page, asked) =>
        edited(page, (body) => {
          put(body, EDGES, []);
          put(body, PAGE_INFO, { hasNextPage: true, endCursor: `${afterIn(asked)}${EMPTY}` });
        }),
      behindEmpty: (asked) =>
        asked.body.includes(EMPTY) ? { ...asked, body: asked.body.replace(EMPTY, '') } : undefined,
      looped: (page, asked) =>
        edited(page, (body) => put(body, PAGE_INFO, { hasNextPage: true, endCursor: afterIn(asked) })),
    },
  };
}

function variablesOf({ body }: Asked): ReadonlyMap<string, unknown> {
  const variables = at(JSON.parse(body), 'variables');
  return new Map(typeof variables === 'object' && variables !== null ? Object.entries(variables) : []);
}

const isRecent = (at: Date | null) => at !== null && at.getTime() > AT.getTime() - WEEK_MS;

const afterIn = (asked: Asked) => String(variablesOf(asked).get('after'));
