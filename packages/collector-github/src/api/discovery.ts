import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { GitHubConfig } from '../config.js';
import { matchesAny } from '../rules/glob.js';
import type { GraphQl } from './graphql.js';
import { walk } from './graphql-pages.js';
import { DISCOVERY } from './queries.js';
import type { Rest } from './rest.js';
import type { RepositoryName } from './rows.js';
import { instant } from './wire.js';

const DAY_MS = 24 * 3_600_000;
const PER_PAGE = 100;

const WireRepository = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  pushedAt: instant.nullable(),
  repositoryTopics: z.object({ nodes: z.array(z.object({ topic: z.object({ name: z.string() }) })) }),
});

const Installed = z.object({
  total_count: z.int(),
  repositories: z.array(
    z.object({
      name: z.string(),
      owner: z.object({ login: z.string() }),
      archived: z.boolean(),
      fork: z.boolean(),
      pushed_at: instant.nullable(),
      topics: z.array(z.string()).optional(),
    }),
  ),
});

interface Candidate extends RepositoryName {
  readonly pushedAt?: Date;
  readonly topics: readonly string[];
}

/** The repositories of a run: those named, those of the organization, or all that the App is installed on. */
export async function discover(
  graph: GraphQl,
  rest: Rest,
  config: GitHubConfig,
  startedAt: Date,
): Promise<readonly RepositoryName[]> {
  const named = (config.repos ?? []).map((repository) => {
    const [owner = '', name = ''] = repository.split('/');
    return { owner, name };
  });
  const pushedSince = new Date(startedAt.getTime() - config.pushedWithinDays * DAY_MS);
  const found =
    config.org !== undefined
      ? await ofOrganization(graph, config.org, pushedSince)
      : config.repos === undefined
        ? await ofInstallation(rest)
        : [];
  const chosen = found.filter((candidate) => isChosen(candidate, config, pushedSince));
  const all = [...named, ...chosen.map(({ owner, name }) => ({ owner, name }))];
  return [...new Map(all.map((one) => [`${one.owner}/${one.name}`.toLowerCase(), one])).values()];
}

function isChosen({ name, pushedAt, topics }: Candidate, config: GitHubConfig, pushedSince: Date): boolean {
  return (
    matchesAny(config.include, name) &&
    !matchesAny(config.exclude, name) &&
    (config.topics.length === 0 || topics.some((topic) => config.topics.includes(topic))) &&
    pushedAt !== undefined &&
    pushedAt > pushedSince
  );
}

async function ofOrganization(graph: GraphQl, org: string, pushedSince: Date): Promise<readonly Candidate[]> {
  const { nodes } = await walk(graph, {
    document: DISCOVERY,
    variables: { org },
    purpose: 'core',
    path: ['organization', 'repositories'],
    node: WireRepository,
    first: 100,
    idOf: ({ owner, name }) => `${owner.login}/${name}`,
    stopAt: ({ pushedAt }) => pushedAt !== null && new Date(pushedAt) <= pushedSince,
  });
  return nodes.map(({ owner, name, pushedAt, repositoryTopics }) => ({
    owner: owner.login,
    name,
    topics: repositoryTopics.nodes.map(({ topic }) => topic.name),
    ...(pushedAt !== null && { pushedAt: new Date(pushedAt) }),
  }));
}

async function ofInstallation(rest: Rest): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  for (let page = 1; ; page++) {
    const { value } = await rest.conditional({
      route: 'GET /installation/repositories',
      parameters: { per_page: PER_PAGE, page },
      answer: Installed,
      purpose: 'core',
    });
    const before = found.size;
    for (const { owner, name, pushed_at, topics = [], archived, fork } of value.repositories)
      found.set(`${owner.login}/${name}`, {
        owner: owner.login,
        name,
        topics,
        // Left out like those of an organization.
        ...(pushed_at !== null && !archived && !fork && { pushedAt: new Date(pushed_at) }),
      });
    if (found.size >= value.total_count) return [...found.values()];
    if (found.size === before)
      throw new SourceError(`the repositories are cut off: ${found.size} of ${value.total_count} came`);
  }
}
