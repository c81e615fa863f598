import type { Answer, Handler, Request } from '@metta-dd/local-datadog';
import { fieldsOf, type Row, selected } from './fields.js';
import { Pages } from './pages.js';
import { Quota } from './quota.js';
import { found, notFound, refusal } from './reply.js';
import { Views } from './views.js';
import type { AsanaOptions, AsanaProject, AsanaTask, AsanaWorld } from './world.js';

const ROOT = '/api/1.0';
const COMPACT = ['resource_type', 'name'];
const COMPACT_TASK = [...COMPACT, 'resource_subtype', 'created_by'];
const CHILL = 'You have made too many requests recently. Please, be chill.';

/** Asana's REST API, as far as it is read, over one workspace. */
export function asanaHandler(world: AsanaWorld, options: AsanaOptions = {}): Handler {
  const server = new AsanaServer(world, options);
  return (request, { now }) => server.answer(request, now);
}

const same = (row: Row) => row;

class AsanaServer {
  readonly #world: AsanaWorld;
  readonly #options: AsanaOptions;
  readonly #views: Views;
  readonly #pages: Pages;
  readonly #quota: Quota;
  readonly #tasksByProject = new Map<string, AsanaTask[]>();

  constructor(world: AsanaWorld, options: AsanaOptions) {
    this.#world = world;
    this.#options = options;
    this.#views = new Views(world);
    this.#pages = new Pages(options);
    this.#quota = new Quota(options.requestsPerMinute ?? Number.POSITIVE_INFINITY);
    for (const task of world.tasks)
      for (const { projectGid } of task.memberships) {
        const tasks = this.#tasksByProject.get(projectGid) ?? [];
        tasks.push(task);
        this.#tasksByProject.set(projectGid, tasks);
      }
  }

  answer(request: Request, now: Date): Answer | undefined {
    const { token } = this.#options;
    const { pathname } = request.url;
    if (!pathname.startsWith(`${ROOT}/`)) return undefined;
    const wait = this.#quota.take(now);
    if (wait !== undefined) return refusal(429, CHILL, { 'retry-after': String(wait) });
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return refusal(401, 'Not Authorized');
    if (request.method !== 'GET') return refusal(403, 'Forbidden');
    const [kind = '', gid, part, more] = pathname
      .slice(ROOT.length + 1)
      .split('/')
      .map(decodeURIComponent);
    // Search is for paying workspaces, which this one is not.
    if (pathname.endsWith('/tasks/search')) return refusal(402, 'Payment Required');
    if (more !== undefined) return undefined;
    if (gid === undefined) return this.#all(kind, request.url);
    return part === undefined ? this.#one(kind, gid, request.url) : this.#within(kind, gid, part, request.url);
  }

  #all(kind: string, url: URL): Answer | undefined {
    const query = url.searchParams;
    switch (kind) {
      case 'workspaces':
        return this.#list([this.#views.workspace()], same, url, COMPACT);
      case 'users':
        return this.#users(url);
      case 'projects':
        return this.#projects(query.get('workspace'), query.get('team'), url);
      case 'tasks':
        return this.#tasks(url);
      default:
        return undefined;
    }
  }

  #one(kind: string, gid: string, url: URL): Answer | undefined {
    switch (kind) {
      case 'users': {
        const own = this.#world.users[0]?.gid ?? '';
        return this.#show('user', gid, this.#views.user(gid === 'me' ? own : gid), url);
      }
      case 'workspaces':
        return this.#show(
          'workspace',
          gid,
          gid === this.#world.workspace.gid ? this.#views.workspace() : undefined,
          url,
        );
      case 'projects': {
        const project = this.#project(gid);
        return 'status' in project ? project : this.#show('project', gid, this.#views.project(project), url);
      }
      case 'tasks': {
        const task = this.#world.tasks.find((one) => one.gid === gid);
        return this.#show('task', gid, task && this.#views.task(task), url);
      }
      default:
        return undefined;
    }
  }

  #within(kind: string, gid: string, part: string, url: URL): Answer | undefined {
    switch (`${kind}/${part}`) {
      case 'workspaces/projects':
        return this.#projects(gid, null, url);
      case 'teams/projects':
        return this.#projects(null, gid, url);
      case 'workspaces/users':
        return this.#users(url);
      case 'projects/tasks':
        return this.#tasksOf(gid, url);
      case 'projects/sections': {
        const project = this.#project(gid);
        if ('status' in project) return project;
        const sections = project.sections.flatMap((section) => this.#views.section(section.gid) ?? []);
        return this.#list(sections, same, url, COMPACT);
      }
      default:
        return undefined;
    }
  }

  #users(url: URL): Answer {
    const users = this.#world.users.flatMap(({ gid }) => this.#views.user(gid) ?? []);
    return this.#list(users, same, url, COMPACT);
  }

  #projects(workspace: string | null, team: string | null, url: URL): Answer {
    const { hidden = [] } = this.#options;
    if (workspace === null && team === null) return refusal(400, 'workspace: Missing input');
    if (workspace !== null && workspace !== this.#world.workspace.gid) return notFound('workspace', workspace);
    if (team !== null && !this.#world.teams.some(({ gid }) => gid === team)) return notFound('team', team);
    // Asana's own client for Python writes True and False.
    const archived = url.searchParams.get('archived')?.toLowerCase();
    if (archived !== undefined && !['true', 'false'].includes(archived))
      return refusal(400, 'archived: Value is not a boolean');
    const projects = this.#world.projects.filter(
      (project) =>
        !hidden.includes(project.gid) &&
        (team === null || project.teamGid === team) &&
        (archived === undefined || project.archived === (archived === 'true')),
    );
    return this.#list(projects, (project) => this.#views.project(project), url, COMPACT);
  }

  #tasks(url: URL): Answer {
    const query = url.searchParams;
    const project = query.get('project');
    if (project !== null) return this.#tasksOf(project, url);
    return query.get('workspace') === null
      ? refusal(400, 'You should specify one of project, tag, section, user task list, or assignee + workspace')
      : refusal(400, 'assignee: Missing input');
  }

  #tasksOf(gid: string, url: URL): Answer {
    const project = this.#project(gid);
    if ('status' in project) return project;
    const since = url.searchParams.get('completed_since');
    const after = since === 'now' ? Number.POSITIVE_INFINITY : Date.parse(since ?? '1970-01-01');
    if (Number.isNaN(after)) return refusal(400, `completed_since: Value is not a valid date: ${since}`);
    const tasks = (this.#tasksByProject.get(gid) ?? []).filter(
      ({ completedAt }) => completedAt === undefined || completedAt.getTime() >= after,
    );
    return this.#list(tasks, (task) => this.#views.task(task), url, COMPACT_TASK);
  }

  #project(gid: string): AsanaProject | Answer {
    const { hidden = [], forbidden = [] } = this.#options;
    const project = this.#world.projects.find((one) => one.gid === gid);
    if (project === undefined || hidden.includes(gid)) return notFound('project', gid);
    return forbidden.includes(gid) ? refusal(403, `project: You do not have access to this project: ${gid}`) : project;
  }

  /** Rows are made of the records of the page alone: a list may be long, and is asked for page by page. */
  #list<T>(records: readonly T[], rowOf: (record: T) => Row, url: URL, compact: readonly string[]): Answer {
    const page = this.#pages.cut(records, url);
    if ('status' in page) return page;
    const names = fieldsOf(url.searchParams) ?? compact;
    return { status: 200, body: { ...page, data: page.data.map((record) => selected(rowOf(record), names)) } };
  }

  #show(kind: string, gid: string, row: Row | undefined, url: URL): Answer {
    if (row === undefined) return notFound(kind, gid);
    const names = fieldsOf(url.searchParams);
    return found(names === undefined ? row : selected(row, names));
  }
}
