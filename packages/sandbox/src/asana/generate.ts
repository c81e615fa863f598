import { Random } from '../github/generate/random.js';
import type { AsanaProject, AsanaTask, AsanaUser, AsanaWorld } from './world.js';

/** What a generated workspace is made of. */
export interface GenerateWorkspaceOptions {
  readonly at: Date;
  readonly seed: number;
  /** Projects beside the two that hold bugs; 24 by default. */
  readonly projects?: number;
  /** Tasks of the larger bug project; 160 by default, more than a page. */
  readonly bugs?: number;
}

/** Gids that do not depend on the seed, for those who configure a client. */
export const GIDS = {
  workspace: '1184467302915500',
  bugs: '1184467302915601',
  support: '1184467302915602',
  workflow: '1184467302915701',
  stage: '1184467302915702',
} as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PEOPLE = ['Ada', 'Bo', 'Chidi', 'Dana', 'Emre', 'Fatou', 'Goro', 'Hana', 'Ilse', 'Joao', 'Kemi', 'Luz'];
const THEMES = ['Launch', 'Migration', 'Onboarding', 'Pricing', 'Research', 'Website', 'Hiring', 'Compliance'];
const STATUSES = ['on_track', 'on_track', 'on_track', 'at_risk', 'off_track', 'on_hold', 'complete', 'dropped'];
const COLORS = ['green', 'yellow', 'red', 'blue'];
const BUG_SECTIONS = ['Triage', 'Active sprint', 'Backlog', 'Inactive'];
const SUPPORT_SECTIONS = ['New', 'Doing', 'Later'];
const WORKFLOWS = ['Training', 'Environment', 'Interface', 'Infrastructure'];
const STAGES = ['To sort', 'In work', 'Put off'];
const TEAMS = ['1184467302915801', '1184467302915802'] as const;

/** A workspace with something of everything that is told apart, the same for the same seed. */
export function generateWorkspace(options: GenerateWorkspaceOptions): AsanaWorld {
  const { at, seed, projects: count = 24, bugs = 160 } = options;
  const random = new Random(`asana/${seed}`);
  const users = PEOPLE.map((name, index): AsanaUser => ({ gid: gidOf(2, index), name }));
  const watched = [bugProject(at), supportProject(at)];
  const others = Array.from({ length: count }, (_, index) => drawProject(random.fork(`project ${index}`), index, at));
  const homes = [
    ...watched.map((project, index) => ({ project, tasks: index === 0 ? bugs : Math.ceil(bugs / 4) })),
    ...others.map((project, index) => ({ project, tasks: random.fork(`size ${index}`).whole(0, 30) })),
  ];
  const tasks = homes.flatMap(({ project, tasks: size }, home) =>
    Array.from({ length: size }, (_, index) => {
      const own = random.fork(`task ${home} ${index}`);
      return drawTask(own, {
        gid: gidOf(100 + home, index),
        at,
        users,
        project,
        second: own.pick(others.length > 0 ? others : watched),
      });
    }),
  );
  return {
    workspace: { gid: GIDS.workspace, name: 'Acme' },
    teams: TEAMS.map((gid, index) => ({ gid, name: index === 0 ? 'Engineering' : 'Operations' })),
    users,
    projects: [...watched, ...others],
    tasks,
  };
}

function bugProject(at: Date): AsanaProject {
  return {
    ...emptyProject(GIDS.bugs, 'Bugs', at),
    statusType: 'at_risk',
    sections: BUG_SECTIONS.map((name, index) => ({ gid: `${GIDS.bugs}0${index}`, name })),
    customFields: [fieldOf(GIDS.workflow, 'Workflow', WORKFLOWS)],
  };
}

function supportProject(at: Date): AsanaProject {
  return {
    ...emptyProject(GIDS.support, 'Support', at),
    sections: SUPPORT_SECTIONS.map((name, index) => ({ gid: `${GIDS.support}0${index}`, name })),
    customFields: [fieldOf(GIDS.stage, 'Stage', STAGES)],
  };
}

function drawProject(random: Random, index: number, at: Date): AsanaProject {
  const gid = gidOf(3, index);
  const drawn = random.next();
  // A project of before status updates has the color alone, one in ten has never told anything.
  const status =
    drawn < 0.7 ? { statusType: random.pick(STATUSES) } : drawn < 0.9 ? { statusColor: random.pick(COLORS) } : {};
  return {
    ...emptyProject(gid, `${THEMES[index % THEMES.length]} ${index + 1}`, at),
    teamGid: TEAMS[index % TEAMS.length] ?? TEAMS[0],
    archived: index % 12 === 11,
    completed: index % 9 === 8,
    ...status,
    sections: ['To do', 'Doing', 'Done', 'Triage'].map((name, section) => ({ gid: `${gid}0${section}`, name })),
  };
}

function emptyProject(gid: string, name: string, at: Date): AsanaProject {
  const createdAt = new Date(at.getTime() - 200 * DAY_MS);
  return { gid, name, teamGid: TEAMS[0], archived: false, completed: false, createdAt, sections: [] };
}

interface Drawing {
  readonly gid: string;
  readonly at: Date;
  readonly users: readonly AsanaUser[];
  readonly project: AsanaProject;
  /** Where the task may be as well. */
  readonly second: AsanaProject;
}

function drawTask(random: Random, drawing: Drawing): AsanaTask {
  const { gid, at, users, project, second } = drawing;
  const createdAt = new Date(at.getTime() - Math.min(random.longTailed(240, 1.6), 4000) * HOUR_MS);
  const age = at.getTime() - createdAt.getTime();
  const completedAt = random.chance(0.4) ? new Date(createdAt.getTime() + age * random.next()) : undefined;
  const modifiedAt = completedAt ?? new Date(createdAt.getTime() + age * random.next() ** 3);
  const homes = second !== project && random.chance(0.2) ? [second, project] : [project];
  const memberships = homes.map((home) => ({
    projectGid: home.gid,
    ...(home.sections.length > 0 && { sectionGid: random.pick(home.sections).gid }),
  }));
  return {
    gid,
    name: `Task ${gid}`,
    createdAt,
    modifiedAt,
    ...(completedAt && { completedAt }),
    ...drawDue(random.fork('due'), at),
    ...(random.chance(0.8) && { assigneeGid: random.pick(users).gid }),
    creatorGid: random.pick(users).gid,
    memberships,
    choices: drawChoices(random.fork('choices'), homes),
    ...drawKind(random.fork('kind'), completedAt !== undefined),
  };
}

function drawDue(random: Random, at: Date): Pick<AsanaTask, 'dueOn' | 'dueAt'> {
  if (random.chance(0.4)) return {};
  const due = new Date(at.getTime() + random.between(-6, 15) * DAY_MS);
  const dueOn = due.toISOString().slice(0, 10);
  return random.chance(0.3) ? { dueOn, dueAt: due } : { dueOn };
}

function drawChoices(random: Random, homes: readonly AsanaProject[]): Record<string, string> {
  const fields = homes.flatMap(({ customFields = [] }) => customFields);
  return Object.fromEntries(
    fields.flatMap(({ gid, options = [] }) => (random.chance(0.85) ? [[gid, random.pick(options).gid]] : [])),
  );
}

function drawKind(random: Random, completed: boolean): Pick<AsanaTask, 'subtype' | 'approvalStatus' | 'separator'> {
  const drawn = random.next();
  if (drawn < 0.03) return { separator: true };
  if (drawn < 0.07) return { subtype: 'milestone' };
  if (drawn > 0.11) return {};
  return { subtype: 'approval', approvalStatus: completed ? random.pick(['approved', 'rejected']) : 'pending' };
}

function fieldOf(gid: string, name: string, options: readonly string[]) {
  return { gid, name, options: options.map((option, index) => ({ gid: `${gid}0${index}`, name: option })) };
}

/** Sixteen digits, as Asana has them. */
function gidOf(kind: number, index: number): string {
  return `12${String(kind).padStart(4, '0')}${String(index).padStart(10, '0')}`;
}
