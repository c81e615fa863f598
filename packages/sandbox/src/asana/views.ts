import type { Row } from './fields.js';
import type { AsanaCustomField, AsanaProject, AsanaTask, AsanaWorld } from './world.js';

/** The records of a world with everything that the API could tell of them. */
export class Views {
  readonly #world: AsanaWorld;
  readonly #users: ReadonlyMap<string, Row>;
  readonly #projects: ReadonlyMap<string, AsanaProject>;
  readonly #sections: ReadonlyMap<string, Row>;

  constructor(world: AsanaWorld) {
    this.#world = world;
    this.#users = new Map(world.users.map(({ gid, name }) => [gid, named('user', gid, name)]));
    this.#projects = new Map(world.projects.map((project) => [project.gid, project]));
    this.#sections = new Map(
      world.projects.flatMap(({ sections }) => sections).map(({ gid, name }) => [gid, named('section', gid, name)]),
    );
  }

  workspace(): Row {
    const { gid, name } = this.#world.workspace;
    return { ...named('workspace', gid, name), is_organization: true };
  }

  user(gid: string): Row | undefined {
    const user = this.#users.get(gid);
    return user && { ...user, workspaces: [this.workspace()] };
  }

  section(gid: string): Row | undefined {
    return this.#sections.get(gid);
  }

  project(project: AsanaProject): Row {
    const { gid, name, archived, completed, createdAt, teamGid, statusType, statusColor } = project;
    const team = this.#world.teams.find((one) => one.gid === teamGid);
    return {
      ...named('project', gid, name),
      archived,
      completed,
      created_at: createdAt.toISOString(),
      modified_at: createdAt.toISOString(),
      due_on: null,
      team: team === undefined ? null : named('team', team.gid, team.name),
      workspace: this.workspace(),
      current_status_update:
        statusType === undefined
          ? null
          : { ...named('status_update', `${gid}1`, 'Status'), title: 'Status', status_type: statusType },
      current_status:
        statusColor === undefined ? null : { ...named('project_status', `${gid}2`, 'Status'), color: statusColor },
    };
  }

  task(task: AsanaTask): Row {
    const { gid, name, createdAt, modifiedAt, completedAt, dueOn, dueAt, assigneeGid, creatorGid, subtype } = task;
    const creator = this.#users.get(creatorGid) ?? null;
    return {
      ...named('task', gid, name),
      resource_subtype: subtype ?? 'default_task',
      created_by: creator,
      created_at: createdAt.toISOString(),
      modified_at: modifiedAt.toISOString(),
      completed: completedAt !== undefined,
      completed_at: completedAt?.toISOString() ?? null,
      completed_by: completedAt === undefined ? null : creator,
      due_on: dueOn ?? null,
      due_at: dueAt?.toISOString() ?? null,
      assignee: assigneeGid === undefined ? null : (this.#users.get(assigneeGid) ?? null),
      parent: task.parentGid === undefined ? null : named('task', task.parentGid, ''),
      approval_status: task.approvalStatus ?? null,
      is_rendered_as_separator: task.separator === true,
      memberships: task.memberships.map(({ projectGid, sectionGid = '' }) => ({
        project: named('project', projectGid, this.#projects.get(projectGid)?.name ?? ''),
        section: this.#sections.get(sectionGid) ?? null,
      })),
      projects: task.memberships.map(({ projectGid: id }) => named('project', id, this.#projects.get(id)?.name ?? '')),
      custom_fields: this.#fieldsOf(task).map((field) => fieldValue(field, task.choices?.[field.gid])),
      workspace: this.workspace(),
    };
  }

  /** A task has the fields of all of its projects, whether something is chosen or not. */
  #fieldsOf({ memberships }: AsanaTask): readonly AsanaCustomField[] {
    const fields = memberships.flatMap(({ projectGid }) => this.#projects.get(projectGid)?.customFields ?? []);
    return [...new Map(fields.map((field) => [field.gid, field])).values()];
  }
}

function fieldValue({ gid, name, options }: AsanaCustomField, chosen: string | undefined) {
  const field = { ...named('custom_field', gid, name), enabled: true };
  if (options === undefined) return { ...field, resource_subtype: 'text', type: 'text', text_value: chosen ?? null };
  const option = options.find((one) => one.gid === chosen);
  return {
    ...field,
    resource_subtype: 'enum',
    type: 'enum',
    display_value: option?.name ?? null,
    enum_value: option === undefined ? null : { ...named('enum_option', option.gid, option.name), enabled: true },
  };
}

function named(resourceType: string, gid: string, name: string): Row {
  return { gid, resource_type: resourceType, name };
}
