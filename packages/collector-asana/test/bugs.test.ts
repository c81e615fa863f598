import { noDataOf } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { AT, collected, collectedFrom, serving, TOKEN, valuesOf } from './collected.js';
import { daysAgo, projectOf, taskOf, worldOf } from './worlds.js';

const FIELD = {
  gid: '77',
  name: 'Workflow',
  options: [
    { gid: '770', name: 'Training' },
    { gid: '771', name: 'UI' },
  ],
};
const NAMES = ['Triage', 'Active', 'Backlog', 'Someday'];
const bugs = projectOf('8', {
  name: 'Bugs',
  sections: NAMES.map((name, index) => ({ gid: `80${index}`, name })),
  customFields: [FIELD],
});
const other = projectOf('9', { sections: [{ gid: '900', name: 'Triage' }] });
const tracked = { trackedProjects: [{ key: 'bugs', gid: '8', labelField: '77' }] };
const bugIn = (gid: string, section: number, over: object = {}) => ({
  ...taskOf(gid, over),
  memberships: [{ projectGid: '8', sectionGid: `80${section}` }],
});

describe('bugs', () => {
  test('are counted by section, age, label and what happened to them', async () => {
    const world = worldOf(
      [
        bugIn('1', 0, { choices: { 77: '770' }, createdAt: daysAgo(2) }),
        bugIn('2', 1, { choices: { 77: '770' }, createdAt: daysAgo(4) }),
        bugIn('3', 1, { choices: { 77: '771' }, createdAt: daysAgo(6) }),
        bugIn('4', 2, { createdAt: daysAgo(8) }),
        bugIn('5', 3, { createdAt: daysAgo(40) }),
        bugIn('6', 0, { createdAt: daysAgo(3), completedAt: daysAgo(1) }),
        bugIn('7', 0, { createdAt: daysAgo(60), completedAt: daysAgo(20) }),
      ],
      [bugs],
    );

    const values = valuesOf(await collectedFrom(world, tracked));

    const own = Object.entries(values).filter(([name]) => name.startsWith('asana.projects.bugs.'));
    expect(Object.fromEntries(own)).toEqual({
      'asana.projects.bugs.triage_count{project:bugs}': 1,
      'asana.projects.bugs.active_count{project:bugs}': 2,
      'asana.projects.bugs.backlog_count{project:bugs}': 1,
      'asana.projects.bugs.other_count{project:bugs}': 1,
      'asana.projects.bugs.total_open{project:bugs}': 5,
      'asana.projects.bugs.completed_7d{project:bugs}': 1,
      'asana.projects.bugs.completed_30d{project:bugs}': 2,
      'asana.projects.bugs.created_7d{project:bugs}': 4,
      'asana.projects.bugs.avg_age_days{project:bugs}': 12,
      'asana.projects.bugs.oldest_bug_days{project:bugs}': 40,
      'asana.projects.bugs.by_label{label:training,project:bugs}': 2,
      'asana.projects.bugs.by_label{label:ui,project:bugs}': 1,
      'asana.projects.bugs.by_label{label:none,project:bugs}': 2,
    });
  });

  test('stand where their section in the tracked project says, not the first one', async () => {
    const task = {
      ...taskOf('1'),
      memberships: [
        { projectGid: '9', sectionGid: '900' },
        { projectGid: '8', sectionGid: '802' },
      ],
    };

    const values = valuesOf(await collectedFrom(worldOf([task], [bugs, other]), tracked));

    expect(values).toMatchObject({
      'asana.projects.bugs.triage_count{project:bugs}': 0,
      'asana.projects.bugs.backlog_count{project:bugs}': 1,
    });
  });

  test('of several projects have series of their own, also of a project that is not selected', async () => {
    const world = worldOf(
      [bugIn('1', 0), taskOf('2', { projects: ['9'] }), taskOf('3', { projects: ['9'] })],
      [bugs, other],
    );
    const config = {
      projects: ['9'],
      trackedProjects: [
        { key: 'bugs', gid: '8' },
        { key: 'support', gid: '9' },
      ],
    };

    const values = valuesOf(await collectedFrom(world, config));

    expect(values).toMatchObject({
      'asana.projects.bugs.total_open{project:bugs}': 1,
      'asana.projects.bugs.total_open{project:support}': 2,
      'asana.tasks.open': 2,
      'asana.projects.active': 1,
    });
  });

  test('that are none have no age and no labels', async () => {
    const report = await collectedFrom(worldOf([], [bugs]), tracked);

    expect(valuesOf(report)['asana.projects.bugs.total_open{project:bugs}']).toBe(0);
    expect(noDataOf(report)).toMatchObject({
      'asana.projects.bugs.avg_age_days': 'no bug is open',
      'asana.projects.bugs.oldest_bug_days': 'no bug is open',
      'asana.projects.bugs.by_label': 'the source has none',
    });
  });

  test('of no tracked project are no data', async () => {
    const report = await collectedFrom(worldOf([bugIn('1', 0)], [bugs]));

    expect(noDataOf(report)['asana.projects.bugs.total_open']).toBe('no project is tracked: set trackedProjects');
  });

  test('are those of the project whose gid is kept with the token', async () => {
    const secrets = { accessToken: TOKEN, workspaceGid: '500', bugsProjectGid: '8' };

    const report = await serving(worldOf([bugIn('1', 1)], [bugs]), {}, ({ url }) =>
      collected({ url, config: { workspaceGid: undefined }, workspaceGid: '', secrets }),
    );

    expect(valuesOf(report)['asana.projects.bugs.active_count{project:bugs}']).toBe(1);
  });

  test('of a configured field that the project does not have fail, and the others stay', async () => {
    const config = { trackedProjects: [{ key: 'bugs', gid: '8', labelField: '78' }] };

    const { failures, series } = await collectedFrom(worldOf([bugIn('1', 0)], [bugs]), config);

    expect(failures).toMatchObject([
      {
        metrics: ['asana.projects.bugs.by_label'],
        reason: 'cannot find the custom field 78 on any task',
        hint: expect.stringContaining('check labelField'),
      },
    ]);
    expect(series.map(({ metric }) => metric)).toContain('asana.projects.bugs.total_open');
  });

  test('that were created after the run began have no age', async () => {
    const late = bugIn('1', 0, { createdAt: new Date(AT.getTime() + 1000) });

    const report = await collectedFrom(worldOf([late], [bugs]), tracked);

    expect(noDataOf(report)['asana.projects.bugs.avg_age_days']).toBe('no bug is open');
    expect(valuesOf(report)['asana.projects.bugs.created_7d{project:bugs}']).toBe(0);
  });
});
