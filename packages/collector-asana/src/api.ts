import { ConfigError, type RunContext, SourceError } from '@metta-dd/core';
import { Asking, type Pace } from './api/asking.js';
import { AsanaClient, type ProjectName } from './api/client.js';
import type { Project, Task } from './api/rows.js';
import { type AsanaConfig, bugsProject, type TrackedProject } from './config.js';

/** What the collector is given beside its configuration; the gids are for those who keep them with the token. */
export interface AsanaSecrets {
  readonly accessToken: string;
  readonly workspaceGid: string | undefined;
  readonly bugsProjectGid: string | undefined;
}

export type AsanaRun = RunContext<AsanaConfig, AsanaSecrets>;

/** The tags of the workspace's series, or of those of one tracked project. */
export type Target = { readonly workspace: string } | { readonly workspace: string; readonly project: string };

const DAY_MS = 86_400_000;
const HORIZON_DAYS = 30;

/** All that a run asks of Asana: nothing twice, within the limits of the plan. */
export class AsanaApi {
  /** Configured, or the one whose gid is kept with the token. */
  readonly tracked: readonly TrackedProject[];
  readonly #run: AsanaRun;
  readonly #asking: Asking;
  readonly #client: AsanaClient;
  readonly #workspaceGid: string;
  readonly #tasks = new Map<string, Promise<readonly Task[]>>();
  #projects: Promise<readonly Project[]> | undefined;

  /** Throws a ConfigError where no workspace is named. */
  constructor(run: AsanaRun, pace?: Pace) {
    const { config, secrets } = run;
    const workspaceGid = config.workspaceGid ?? secrets.workspaceGid;
    if (workspaceGid === undefined)
      throw new ConfigError('there is no Asana workspace', {
        hint: 'set workspaceGid or ASANA_WORKSPACE_GID to the gid of the workspace',
      });
    this.#run = run;
    this.#workspaceGid = workspaceGid;
    const bugs = secrets.bugsProjectGid;
    this.tracked =
      config.trackedProjects.length > 0 || bugs === undefined ? config.trackedProjects : [bugsProject(bugs)];
    this.#asking = new Asking(run, pace);
    this.#client = new AsanaClient(this.#asking, secrets.accessToken);
  }

  /** The workspace, and each tracked project. Throws where the token cannot see the workspace. */
  async targets(): Promise<readonly Target[]> {
    const visible = await this.#client.workspaces();
    const found = visible.find(({ gid }) => gid === this.#workspaceGid);
    if (found === undefined)
      throw new SourceError(
        `cannot find the configured workspace among the ${visible.length} that the user of the token can see`,
        { hint: 'check workspaceGid, or add the user of the token to the workspace' },
      );
    const workspace = this.#run.config.workspace ?? found.name;
    return [{ workspace }, ...this.tracked.map(({ key }) => ({ workspace, project: key }))];
  }

  /** The tracked project of a target. */
  trackedBy(key: string): TrackedProject | undefined {
    return this.tracked.find((project) => project.key === key);
  }

  /** The selected projects. */
  projects(): Promise<readonly Project[]> {
    this.#projects ??= this.#selected();
    return this.#projects;
  }

  /** Tasks of all selected projects, each once. Throws where those of one cannot be read. */
  async tasks(): Promise<readonly Task[]> {
    const projects = await this.projects();
    // By project, not as they come: sums of fractions depend on the order.
    const lists = new Map<string, readonly Task[]>();
    const queue = projects.values();
    let hasFailed = false;
    const work = async () => {
      for (const { gid, name } of queue) {
        if (hasFailed) return;
        try {
          lists.set(gid, await this.#tasksOf({ gid, label: `project ${name}`, key: 'projects' }));
        } catch (error) {
          hasFailed = true;
          throw counted(error, lists.size, projects.length);
        }
      }
    };
    await Promise.all(Array.from({ length: this.#run.config.concurrency }, work));
    const tasks = projects.flatMap(({ gid }) => lists.get(gid) ?? []);
    return [...new Map(tasks.map((task) => [task.gid, task])).values()];
  }

  /** Tasks of one tracked project. */
  bugs({ gid, key }: TrackedProject): Promise<readonly Task[]> {
    return this.#tasksOf({ gid, label: `tracked project ${key}`, key: 'trackedProjects' });
  }

  close(): void {
    this.#asking.close();
  }

  async #selected(): Promise<readonly Project[]> {
    const { projects: selection } = this.#run.config;
    const team = typeof selection === 'object' && 'team' in selection ? selection.team : undefined;
    const visible = await this.#client.projects(this.#workspaceGid, team);
    const selected = Array.isArray(selection) ? named(visible, selection) : visible;
    // Projects that the token cannot see are silently absent, so that their number is all there is to tell.
    this.#run.log.debug('projects were found', { visible: visible.length, selected: selected.length });
    return selected;
  }

  #tasksOf(project: ProjectName): Promise<readonly Task[]> {
    const known = this.#tasks.get(project.gid);
    if (known !== undefined) return known;
    const { startedAt, config } = this.#run;
    const tracked = this.tracked.find(({ gid }) => gid === project.gid);
    const tasks = this.#client.tasks(project, new Date(startedAt.getTime() - HORIZON_DAYS * DAY_MS), {
      memberships: tracked !== undefined,
      customFields: tracked?.workflowField !== undefined || tracked?.labelField !== undefined,
      approvals: config.excludeRejectedApprovals,
    });
    this.#tasks.set(project.gid, tasks);
    return tasks;
  }
}

function named(visible: readonly Project[], gids: readonly string[]): readonly Project[] {
  const wanted = new Set(gids);
  const found = visible.filter(({ gid }) => wanted.delete(gid));
  if (wanted.size === 0) return found;
  throw new SourceError(
    `cannot find ${[...wanted].map((gid) => `project ${gid}`).join(', ')} among the ${visible.length} of the workspace that the user of the token can see`,
    { hint: 'check the gids in projects: wrong, archived, or not shared with the user of the token' },
  );
}

/** The failure of one project, with how far the others were read; an end of the run stays as it is. */
function counted(error: unknown, read: number, all: number): unknown {
  if (!(error instanceof SourceError)) return error;
  return new SourceError(`${error.message}; ${read} of ${all} projects were read`, {
    cause: error,
    ...(error.status !== undefined && { status: error.status }),
  });
}
