import asana from 'asana';
import type { Asking } from './asking.js';
import type { Subject } from './failure.js';
import { listed } from './listing.js';
import {
  Me,
  PROJECT_FIELDS,
  type Project,
  ProjectRow,
  type Task,
  type TaskExtras,
  TaskRow,
  taskFields,
} from './rows.js';
import { Transport } from './transport.js';
import { understood } from './understood.js';

/** A project as errors name it, and where the configuration names it. */
export interface ProjectName {
  readonly gid: string;
  readonly label: string;
  readonly key: string;
}

/** The three things that are asked of Asana, each whole or not at all. */
export class AsanaClient {
  readonly #asking: Asking;
  readonly #accessToken: string;

  constructor(asking: Asking, accessToken: string) {
    this.#asking = asking;
    this.#accessToken = accessToken;
  }

  /** The workspaces that the user of the token can see. */
  async workspaces(): Promise<readonly { readonly gid: string; readonly name: string }[]> {
    const subject: Subject = {
      what: 'read the user of the token',
      object: 'the workspaces',
      scope: 'users:read and workspaces:read',
      key: 'workspaceGid',
    };
    const users = new asana.UsersApi(this.#transport(subject));
    const body: unknown = await users.getUser('me', { opt_fields: 'name,workspaces.name' });
    return understood(Me, body, subject.what).data.workspaces;
  }

  /** The projects of a workspace, or of one of its teams, that are not archived. */
  async projects(workspace: string, team: string | undefined): Promise<readonly Project[]> {
    const subject: Subject = {
      what: 'list projects of the workspace',
      object: team === undefined ? 'the workspace' : 'the team',
      scope: 'projects:read',
      key: team === undefined ? 'workspaceGid' : 'projects.team',
    };
    const api = new asana.ProjectsApi(this.#transport(subject));
    const filter = { workspace, archived: false, opt_fields: PROJECT_FIELDS.join(','), ...(team && { team }) };
    return listed(subject, ProjectRow, (page) => api.getProjects({ ...filter, ...page }));
  }

  /** Tasks of a project that are open, or were completed since. */
  async tasks(project: ProjectName, completedSince: Date, extras: TaskExtras): Promise<readonly Task[]> {
    const { gid, label, key } = project;
    const subject: Subject = { what: `list tasks of ${label}`, object: label, scope: scopesOf(extras), key };
    const api = new asana.TasksApi(this.#transport(subject));
    const filter = { project: gid, completed_since: completedSince.toISOString(), opt_fields: taskFields(extras) };
    return listed(subject, TaskRow, (page) => api.getTasks({ ...filter, ...page }));
  }

  /** A client of the SDK for one purpose, so that its errors say what could not be done. */
  #transport(subject: Subject): Transport {
    return new Transport(this.#accessToken, (request) => this.#asking.ask(request, subject));
  }
}

function scopesOf({ memberships, customFields }: TaskExtras): string {
  return [
    'tasks:read',
    ...(memberships ? ['projects:read', 'project_sections:read'] : []),
    ...(customFields ? ['custom_fields:read'] : []),
  ].join(', ');
}
