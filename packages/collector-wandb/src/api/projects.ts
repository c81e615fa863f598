import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { ProjectSource, WandbConfig } from '../config.js';
import { matchesAny } from '../rules/glob.js';
import { PROJECTS } from './documents.js';
import type { GraphQl } from './graphql.js';
import { allOf, connectionOf } from './listing.js';
import type { ProjectTags } from './project.js';

/** A project, and where the configuration names it. */
export interface Found extends ProjectTags {
  readonly source: Partial<ProjectSource>;
}

const Node = z.object({ name: z.string().min(1) });
const Answer = z.object({ models: connectionOf(Node).nullable() });

/** The configured projects; one that is named twice is as it is named first. */
export async function findProjects(graph: GraphQl, config: WandbConfig): Promise<readonly Found[]> {
  const { entity, project, projects } = config;
  const sources: readonly Partial<ProjectSource>[] = projects ?? [{ ...(project !== undefined && { project }) }];
  const found = new Map<string, Found>();
  for (const source of sources) {
    const owner = source.entity ?? entity ?? '';
    const names = source.project === undefined ? await chosen(graph, config, owner, source) : [source.project];
    for (const name of names)
      if (!found.has(`${owner}/${name}`)) found.set(`${owner}/${name}`, { entity: owner, project: name, source });
  }
  return [...found.values()];
}

async function chosen(
  graph: GraphQl,
  { pageSize, maxPages, secondsBetweenPages }: WandbConfig,
  entity: string,
  { include = ['*'], exclude = [] }: Partial<ProjectSource>,
): Promise<readonly string[]> {
  const what = `projects of ${entity}`;
  const all = await allOf<z.output<typeof Node>>({
    what,
    maxPages,
    pause: () => graph.wait(secondsBetweenPages * 1000),
    idOf: ({ name }) => name,
    page: async (after) => {
      const { models } = await graph.ask({
        what: `list ${what}`,
        schema: Answer,
        request: () => ({
          query: PROJECTS,
          variables: { entity, first: pageSize, ...(after !== undefined && { after }) },
        }),
      });
      if (models === null)
        throw new SourceError(`cannot list ${what}: there is no such entity`, {
          hint: 'check `entity`, or give the owner of the API key access to it',
        });
      return models;
    },
  });
  const names = all.map(({ name }) => name).filter((name) => matchesAny(include, name) && !matchesAny(exclude, name));
  if (names.length === 0)
    throw new SourceError(`cannot find projects of ${entity}: none of ${all.length} is included`, {
      hint: 'check `entity`, `include` and `exclude`',
    });
  return names;
}
