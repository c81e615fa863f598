import { fakeRun } from '@metta-dd/test-kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Project, Task } from '../src/api/rows.js';
import { AsanaConfig } from '../src/config.js';
import { Tasks } from '../src/datasets/tasks.js';
import { Bugs } from '../src/metrics/bugs.js';
import { Projects } from '../src/metrics/projects.js';
import { Workload } from '../src/metrics/workload.js';
import { dueBy } from '../src/rules/due.js';
import { STATUSES } from '../src/rules/project-status.js';
import { AT } from './collected.js';
import { taskRow } from './rows.js';
import { daysAgo } from './worlds.js';

const instant = fc.date({ min: daysAgo(60), max: daysAgo(-20), noInvalidDate: true });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const section = fc.constantFrom('Triage', 'Active', 'Backlog', 'Inactive', 'Active backlog', '', undefined);
const membership = fc.record({ projectGid: fc.constantFrom('1', '2', undefined), section });
const task: fc.Arbitrary<Task> = fc
  .record({
    completedAt: maybe(instant),
    createdAt: instant,
    modifiedAt: instant,
    dueOn: maybe(instant.map((at) => at.toISOString().slice(0, 10))),
    dueAt: maybe(instant),
    assigneeGid: maybe(fc.constantFrom('901', '902')),
    isSeparator: fc.boolean(),
    memberships: fc.array(membership, { maxLength: 3 }),
    option: maybe(fc.constantFrom('Training', 'UI', 'ui ', '🔥', 'Other')),
  })
  .map(({ option, ...over }) => taskRow({ ...over, customFields: [{ gid: '77', isSingleSelect: true, option }] }));
const settings = fc.record({
  timezone: fc.constantFrom('UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'),
  weekStart: fc.constantFrom('monday' as const, 'sunday' as const),
  dueWindow: fc.constantFrom('calendar' as const, 'rolling7' as const),
  maxLabels: fc.integer({ min: 1, max: 5 }),
});

function runOf(config: object) {
  const tracked = [{ key: 'bugs', gid: '1', labelField: '77' }];
  return fakeRun({ config: AsanaConfig.parse({ ...config, trackedProjects: tracked }), secrets: {}, startedAt: AT });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('open tasks are assigned or not, and due at one time or never', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(task), settings, async (all, config) => {
      const run = runOf(config);
      const tasks = new Tasks(run, 'tasks', async () => all);
      const workload = new Workload(run, tasks);
      const due = dueBy({ ...run.config, startedAt: AT });
      const later = (await tasks.open()).filter((one) => due(one) === 'later').length;

      const open = await workload.open();
      const byPerson = [await workload.assigned(), await workload.unassigned()];
      const byDue = [
        await workload.overdue(),
        await workload.dueToday(),
        await workload.dueThisWeek(),
        later,
        await workload.noDueDate(),
      ];

      expect([sum(byPerson), sum(byDue)]).toEqual([open, open]);
      expect(await workload.total()).toBe(open + (await workload.completedInMonth()));
    }),
  );
});

test('open bugs are in one bucket and have one label', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(task), settings, async (all, config) => {
      const run = runOf(config);
      const [project] = run.config.trackedProjects;
      if (project === undefined) throw new Error('no project');
      const bugs = new Bugs(run, { project, tasks: new Tasks(run, 'bugs', async () => all) });

      const buckets = [await bugs.triage(), await bugs.active(), await bugs.backlog(), await bugs.other()];
      const labels = await bugs.byLabel();
      const open = await bugs.open();

      expect(sum(buckets.map(Number))).toBe(open);
      expect(Array.isArray(labels) && sum(labels.map(({ value }) => value))).toBe(open);
    }),
  );
});

test('active projects have one status', async () => {
  const project: fc.Arbitrary<Project> = fc.record({
    gid: fc.constant('1'),
    name: fc.constant('Launch'),
    isActive: fc.boolean(),
    teamGid: fc.constant(undefined),
    status: fc.constantFrom(...STATUSES, 'none' as const, 'other' as const),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(project), async (all) => {
      const projects = new Projects(runOf({}), async () => all);

      const statuses = await projects.byStatus();

      expect(sum(statuses.map(({ value }) => value))).toBe(await projects.active());
    }),
  );
});
