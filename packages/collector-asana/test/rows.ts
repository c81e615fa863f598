import type { Task } from '../src/api/rows.js';
import { daysAgo } from './worlds.js';

/** An open task as the collector reads it, but for what is said of it. */
export function taskRow(over: Partial<Task> = {}): Task {
  return {
    gid: '1',
    completedAt: undefined,
    createdAt: daysAgo(10),
    modifiedAt: daysAgo(10),
    dueOn: undefined,
    dueAt: undefined,
    assigneeGid: undefined,
    subtype: 'default_task',
    isSeparator: false,
    approval: undefined,
    memberships: [],
    customFields: [],
    ...over,
  };
}

/** A bug in a section of the tracked project. */
export function bugIn(section: string | undefined, projectGid = '1'): Task {
  return taskRow({ memberships: [{ projectGid, section }] });
}

/** A bug with a choice in a custom field, or with none. */
export function bugWith(option: string | undefined, gid = '77'): Task {
  return taskRow({ customFields: [{ gid, isSingleSelect: true, option }] });
}
