import { filterTest } from '../filter.js';
import { ordered } from '../order.js';
import type { WandbOptions, WandbProject, WandbUser, WandbWorld } from '../world.js';
import { connection } from './connection.js';
import { runNode } from './run-node.js';

type Node = Readonly<Record<string, unknown>>;

interface Paging {
  readonly first?: number | null;
  readonly after?: string | null;
}

interface RunsAsked extends Paging {
  readonly filters?: unknown;
  readonly order?: string | null;
}

const NO_FILTER = {};
// https://github.com/wandb/wandb: the official client asks for this order when none is named.
const ORDER = '+created_at';

/** The root of every query; without a viewer nothing is seen. */
export function queryRoot(world: WandbWorld, options: WandbOptions, isKnown: boolean): Node {
  const visible = isKnown ? world.projects.filter(({ forbidden = false }) => !forbidden) : [];
  return {
    viewer: isKnown ? userNode(world.viewer) : null,
    serverInfo: {
      cliVersionInfo: { max_cli_version: '0.31.0' },
      latestLocalVersionInfo: { versionOnThisInstanceString: '0.80.0' },
      features: [],
    },
    entity: ({ name }: { readonly name?: string }) => (name === undefined ? null : { id: name, name }),
    project: ({ name, entityName }: { readonly name?: string; readonly entityName?: string }) => {
      const project = visible.find((one) => one.name === name && one.entity === entityName);
      return project === undefined ? null : projectNode(project, world, options);
    },
    models: ({ entityName, ...paging }: Paging & { readonly entityName?: string }) => {
      const projects = visible.filter(({ entity }) => entity === entityName);
      return connection(projects, paging, (project) => projectNode(project, world, options));
    },
  };
}

function projectNode(project: WandbProject, world: WandbWorld, { heartbeatFilter = 'obeyed' }: WandbOptions): Node {
  const { entity, name, createdAt, runs } = project;
  const id = Buffer.from(`Project:v1:${name}:${entity}`).toString('base64');
  const matching = (filters: unknown) => runs.filter(filterTest(filters ?? NO_FILTER, heartbeatFilter));
  return {
    id,
    internalId: id,
    name,
    entityName: entity,
    createdAt: createdAt.toISOString(),
    isBenchmark: false,
    readOnly: false,
    user: userNode(world.viewer),
    run: (asked: { readonly name: string }) => {
      const run = runs.find((one) => one.name === asked.name);
      return run === undefined ? null : runNode(run);
    },
    runCount: ({ filters }: RunsAsked) => matching(filters).length,
    runs: ({ filters, order, ...paging }: RunsAsked) =>
      connection(ordered(matching(filters), order ?? ORDER), paging, runNode),
  };
}

function userNode({ username, name, email, entity, teams }: WandbUser) {
  return {
    id: Buffer.from(`User:${username}`).toString('base64'),
    username,
    name,
    email,
    entity,
    admin: false,
    flags: '{}',
    deletedAt: null,
    apiKeys: { edges: [] },
    teams: { edges: teams.map((team) => ({ node: { id: team, name: team } })) },
  };
}
