import type { AsanaProject, AsanaTask, AsanaWorld } from '@metta-dd/sandbox';
import { AT } from './collected.js';

const DAY_MS = 86_400_000;

/** An instant so many days before the run. */
export function daysAgo(days: number): Date {
  return new Date(AT.getTime() - days * DAY_MS);
}

/** An unremarkable project, but for what is said of it. */
export function projectOf(gid: string, over: Partial<AsanaProject> = {}): AsanaProject {
  const common = { name: `Project ${gid}`, teamGid: '700', archived: false, completed: false };
  return { gid, ...common, createdAt: daysAgo(100), sections: [], ...over };
}

/** An open task in a project, or in several. */
export function taskOf(
  gid: string,
  over: Partial<AsanaTask> & { readonly projects?: readonly string[] } = {},
): AsanaTask {
  const { projects = ['1'], ...rest } = over;
  const memberships = projects.map((projectGid) => ({ projectGid }));
  const createdAt = daysAgo(10);
  return { gid, name: `Task ${gid}`, createdAt, modifiedAt: createdAt, creatorGid: '900', memberships, ...rest };
}

/** A workspace with one project, unless told otherwise. */
export function worldOf(
  tasks: readonly AsanaTask[] = [],
  projects: readonly AsanaProject[] = [projectOf('1')],
): AsanaWorld {
  return {
    workspace: { gid: '500', name: 'Acme' },
    teams: [
      { gid: '700', name: 'Engineering' },
      { gid: '701', name: 'Operations' },
    ],
    users: ['900', '901', '902'].map((gid) => ({ gid, name: `User ${gid}` })),
    projects,
    tasks,
  };
}
