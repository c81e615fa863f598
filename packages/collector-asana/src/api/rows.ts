import { z } from 'zod';
import { statusOf } from '../rules/project-status.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const resource = z.object({ gid: z.string() });

/** What `GET /users/me` tells. */
export const Me = z.object({
  data: z.object({ gid: z.string(), workspaces: z.array(z.object({ gid: z.string(), name: z.string() })) }),
});

export const PROJECT_FIELDS = [
  'name',
  'archived',
  'completed',
  'team',
  // The specification lists no status_type here, so that the older field is asked for as well.
  'current_status_update.status_type',
  'current_status.color',
];

export const ProjectRow = z
  .object({
    gid: z.string(),
    name: z.string(),
    archived: z.boolean(),
    completed: z.boolean(),
    team: resource.nullish(),
    current_status_update: z.object({ status_type: z.string().nullish() }).nullish(),
    current_status: z.object({ color: z.string().nullish() }).nullish(),
  })
  .transform(({ gid, name, archived, completed, team, ...updates }) => ({
    gid,
    name,
    isActive: !archived && !completed,
    teamGid: team?.gid,
    status: statusOf(updates),
  }));
export type Project = z.output<typeof ProjectRow>;

const TASK_FIELDS = [
  'completed',
  'completed_at',
  'created_at',
  'modified_at',
  'due_on',
  'due_at',
  'assignee',
  'resource_subtype',
  'is_rendered_as_separator',
];
const MEMBERSHIP_FIELDS = ['memberships.project', 'memberships.section.name'];
const CUSTOM_FIELDS = ['custom_fields.name', 'custom_fields.enum_value.name'];

/** What is asked of tasks beside what every task tells. */
export interface TaskExtras {
  readonly memberships: boolean;
  readonly customFields: boolean;
  readonly approvals: boolean;
}

/** The `opt_fields` of a listing of tasks: a list would be sent as repeated parameters. */
export function taskFields({ memberships, customFields, approvals }: TaskExtras): string {
  return [
    ...TASK_FIELDS,
    ...(memberships ? MEMBERSHIP_FIELDS : []),
    ...(customFields ? CUSTOM_FIELDS : []),
    ...(approvals ? ['approval_status'] : []),
  ].join(',');
}

const membership = z
  .object({ project: resource.nullish(), section: z.object({ name: z.string() }).nullish() })
  .transform(({ project, section }) => ({ projectGid: project?.gid, section: section?.name }));

// Without `enum_value` a field is none of one choice; with `null` nothing is chosen.
const customField = z
  .object({ gid: z.string(), enum_value: z.object({ name: z.string() }).nullable().optional() })
  .transform(({ gid, enum_value }) => ({
    gid,
    isSingleSelect: enum_value !== undefined,
    option: enum_value?.name,
  }));
export type CustomField = z.output<typeof customField>;

// What may be null must be there all the same: a field that nobody sent says nothing.
export const TaskRow = z
  .object({
    gid: z.string(),
    completed: z.boolean(),
    completed_at: instant.nullable(),
    created_at: instant,
    modified_at: instant,
    due_on: z.iso.date().nullable(),
    due_at: instant.nullable(),
    assignee: resource.nullable(),
    resource_subtype: z.string(),
    is_rendered_as_separator: z.boolean().nullish(),
    approval_status: z.string().nullish(),
    memberships: z.array(membership).optional(),
    custom_fields: z.array(customField).optional(),
  })
  .refine(({ completed, completed_at }) => !completed || completed_at !== null, {
    message: 'completed, but without completed_at',
  })
  .transform((row) => ({
    gid: row.gid,
    completedAt: row.completed ? (row.completed_at ?? undefined) : undefined,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    dueOn: row.due_on ?? undefined,
    dueAt: row.due_at ?? undefined,
    assigneeGid: row.assignee?.gid,
    subtype: row.resource_subtype,
    isSeparator: row.is_rendered_as_separator === true,
    approval: row.approval_status ?? undefined,
    memberships: row.memberships,
    customFields: row.custom_fields,
  }));
export type Task = z.output<typeof TaskRow>;
