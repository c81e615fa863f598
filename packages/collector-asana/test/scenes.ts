import { fileURLToPath } from 'node:url';
import { startStandIn } from '@metta-dd/local-datadog';
import { ASANA_GIDS, type AsanaWorld, asanaHandler, generateWorkspace } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import { AT, TOKEN } from './collected.js';
import { impatient } from './impatient.js';
import { projectOf, worldOf } from './worlds.js';

const SUPPORT = { triage: ['New'], active: ['Doing'], backlog: ['Later'] };
const tracked = [
  { key: 'bugs', gid: ASANA_GIDS.bugs, labelField: ASANA_GIDS.workflow },
  { key: 'support', gid: ASANA_GIDS.support, sections: SUPPORT },
];

/** Two pages of projects, and of the tasks of one of them. */
function ordinaryWorld(): AsanaWorld {
  return generateWorkspace({ at: AT, seed: 1, projects: 118 });
}

/** A workspace in which there is nothing but a project without tasks. */
function emptyWorld(): AsanaWorld {
  const archived = projectOf(ASANA_GIDS.bugs, { archived: true });
  return { ...worldOf([], [archived]), workspace: { gid: ASANA_GIDS.workspace, name: 'Acme' } };
}

async function start(scene: Scene): Promise<Source> {
  const world = scene === 'empty' ? emptyWorld() : ordinaryWorld();
  const standIn = await startStandIn({ handler: asanaHandler(world, { token: TOKEN }), now: AT });
  const targets = {
    projects: world.projects.slice(4, 9).map(({ gid }) => gid),
    trackedProjects: tracked,
  };
  const others = { trackedProjects: tracked.slice(0, 1) };
  return sourceOf(standIn, {
    config: {
      workspaceGid: ASANA_GIDS.workspace,
      baseUrl: `${standIn.url}/api/1.0`,
      ...(scene === 'two targets' ? targets : others),
    },
    secrets: { accessToken: TOKEN },
    startedAt: AT,
  });
}

const ofTasks = [
  'asana.tasks.total',
  'asana.tasks.open',
  'asana.tasks.completed_7d',
  'asana.tasks.completed_30d',
  'asana.tasks.overdue',
  'asana.tasks.due_today',
  'asana.tasks.due_this_week',
  'asana.tasks.no_due_date',
  'asana.tasks.unassigned',
  'asana.tasks.assigned',
  'asana.velocity.completed_per_day_7d',
  'asana.velocity.completion_rate_pct',
  'asana.cycle_time.avg_hours',
  'asana.cycle_time.p50_hours',
  'asana.cycle_time.p90_hours',
  'asana.users.active_7d',
];
const ofProjects = [
  'asana.projects.active',
  'asana.projects.on_track',
  'asana.projects.at_risk',
  'asana.projects.off_track',
  'asana.projects.by_status',
];
const ofBugs = [
  'asana.projects.bugs.triage_count',
  'asana.projects.bugs.active_count',
  'asana.projects.bugs.backlog_count',
  'asana.projects.bugs.other_count',
  'asana.projects.bugs.total_open',
  'asana.projects.bugs.completed_7d',
  'asana.projects.bugs.completed_30d',
  'asana.projects.bugs.created_7d',
];

/** The collector as the conformance suite wants it. */
export const subject: Subject = {
  manifest: impatient,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    { match: { path: '/api/1.0/projects', query: { offset: '*' } }, metrics: [...ofProjects, ...ofTasks] },
    {
      match: { path: '/api/1.0/tasks', query: { project: ASANA_GIDS.bugs, offset: '*' } },
      metrics: [
        ...ofTasks,
        ...ofBugs,
        'asana.projects.bugs.avg_age_days',
        'asana.projects.bugs.oldest_bug_days',
        'asana.projects.bugs.by_label',
      ],
    },
  ],
  secondTarget: { path: '/api/1.0/tasks', query: { project: ASANA_GIDS.support } },
  maxSeries: 60,
  numbersOfNothing: [
    ...ofTasks.filter((name) => !name.includes('rate') && !name.includes('cycle_time')),
    ...ofProjects,
    ...ofBugs,
  ],
};
