import { credentialsOf, type WandbRun } from './api/credentials.js';
import { GraphQl, type Waiting } from './api/graphql.js';
import { Project, type ProjectTags } from './api/project.js';
import { findProjects } from './api/projects.js';
import type { ProjectSource, Settings } from './config.js';

/** All that a run asks of one W&B server. */
export class WandbApi {
  readonly #run: WandbRun;
  readonly #graph: GraphQl;
  readonly #sources = new Map<string, Partial<ProjectSource>>();

  private constructor(run: WandbRun, graph: GraphQl) {
    this.#run = run;
    this.#graph = graph;
  }

  /** Asks nothing yet. Throws a ConfigError without credentials. */
  static async open(run: WandbRun, waiting: Waiting = {}): Promise<WandbApi> {
    return new WandbApi(run, new GraphQl(run, credentialsOf(run), waiting));
  }

  async projects(): Promise<readonly ProjectTags[]> {
    const found = await findProjects(this.#graph, this.#run.config);
    return found.map(({ entity, project, source }) => {
      this.#sources.set(keyOf({ entity, project }), source);
      return { entity, project };
    });
  }

  project(tags: ProjectTags): Project {
    const { config, log } = this.#run;
    const settings = settingsOf(config, this.#sources.get(keyOf(tags)) ?? {});
    return new Project({ ...tags, graph: this.#graph, log, settings, config });
  }
}

const keyOf = ({ entity, project }: ProjectTags) => `${entity}/${project}`;

function settingsOf(common: Settings, own: Partial<ProjectSource>): Settings {
  return {
    staleAfter: own.staleAfter ?? common.staleAfter,
    summary: own.summary ?? common.summary,
    runTypes: own.runTypes ?? common.runTypes,
    gpu: own.gpu ?? common.gpu,
  };
}
