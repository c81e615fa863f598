import { noDataOf } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { collectedFrom, valuesOf } from './collected.js';
import { daysAgo, projectOf, taskOf, worldOf } from './worlds.js';

const done = (gid: string, days: number, hours = 24) => {
  const completedAt = daysAgo(days);
  return taskOf(gid, {
    completedAt,
    modifiedAt: completedAt,
    createdAt: new Date(completedAt.getTime() - hours * 3_600_000),
  });
};

describe('tasks', () => {
  test('are counted by whether they are open, due and assigned', async () => {
    const world = worldOf([
      taskOf('1', { assigneeGid: '901', dueOn: '2026-11-19' }),
      taskOf('2', { dueOn: '2026-11-20', dueAt: new Date('2026-11-20T11:00:00Z') }),
      taskOf('3', { dueOn: '2026-11-20' }),
      taskOf('4', { dueOn: '2026-11-22', assigneeGid: '902' }),
      taskOf('5', { dueOn: '2026-11-23' }),
      taskOf('6'),
      done('7', 6.9),
      done('8', 29),
      done('9', 31),
    ]);

    const values = valuesOf(await collectedFrom(world));

    expect(values).toMatchObject({
      'asana.tasks.total': 8,
      'asana.tasks.open': 6,
      'asana.tasks.completed_7d': 1,
      'asana.tasks.completed_30d': 2,
      'asana.tasks.overdue': 2,
      'asana.tasks.due_today': 1,
      'asana.tasks.due_this_week': 1,
      'asana.tasks.no_due_date': 1,
      'asana.tasks.assigned': 2,
      'asana.tasks.unassigned': 4,
    });
  });

  test('are counted once, however many of the projects they are in', async () => {
    const world = worldOf([taskOf('1', { projects: ['1', '2'] })], [projectOf('1'), projectOf('2')]);

    expect(valuesOf(await collectedFrom(world))).toMatchObject({ 'asana.tasks.open': 1, 'asana.tasks.total': 1 });
  });

  test('are those of the selected projects', async () => {
    const projects = [projectOf('1'), projectOf('2', { teamGid: '701' }), projectOf('3', { archived: true })];
    const world = worldOf(
      ['1', '2', '3'].map((gid) => taskOf(gid, { projects: [gid] })),
      projects,
    );
    const open = async (selection?: unknown) =>
      valuesOf(await collectedFrom(world, selection === undefined ? {} : { projects: selection }))['asana.tasks.open'];

    expect([await open(), await open('all'), await open(['2']), await open({ team: '701' })]).toEqual([2, 2, 1, 1]);
  });

  test('that only draw a line are none', async () => {
    const world = worldOf([taskOf('1'), taskOf('2', { separator: true })]);

    expect(valuesOf(await collectedFrom(world))['asana.tasks.open']).toBe(1);
  });

  test('are those of the configured kinds', async () => {
    const world = worldOf([taskOf('1'), taskOf('2', { subtype: 'milestone' }), taskOf('3', { subtype: 'ritual' })]);

    const all = valuesOf(await collectedFrom(world));
    const milestones = valuesOf(await collectedFrom(world, { includeSubtypes: ['milestone'] }));

    expect([all['asana.tasks.open'], milestones['asana.tasks.open']]).toEqual([3, 1]);
  });

  test('that were rejected are no achievement where that is configured', async () => {
    const approval = (gid: string, approvalStatus: string) => ({
      ...done(gid, 1),
      subtype: 'approval',
      approvalStatus,
    });
    const world = worldOf([approval('1', 'approved'), approval('2', 'rejected'), approval('3', 'changes_requested')]);

    const all = valuesOf(await collectedFrom(world));
    const approved = valuesOf(await collectedFrom(world, { excludeRejectedApprovals: true }));

    expect([all['asana.tasks.completed_7d'], approved['asana.tasks.completed_7d']]).toEqual([3, 1]);
    expect(approved['asana.tasks.total']).toBe(1);
  });
});

describe('velocity and cycle time', () => {
  test('are those of seven days', async () => {
    const world = worldOf([
      ...Array.from({ length: 10 }, (_, index) => done(`${index + 1}`, 2, (index + 1) * 10)),
      done('20', 8, 1000),
      taskOf('21', { createdAt: daysAgo(1) }),
      taskOf('22', { createdAt: daysAgo(7) }),
    ]);

    const values = valuesOf(await collectedFrom(world));

    expect(values['asana.velocity.completed_per_day_7d']).toBeCloseTo(10 / 7);
    expect(values['asana.velocity.completion_rate_pct']).toBeCloseTo((100 * 10) / 11);
    expect(values['asana.cycle_time.avg_hours']).toBeCloseTo(55);
    expect(values['asana.cycle_time.p50_hours']).toBeCloseTo(55);
    expect(values['asana.cycle_time.p90_hours']).toBeCloseTo(91);
  });

  test('are no data of nothing', async () => {
    const report = await collectedFrom(worldOf([taskOf('1')]));

    expect(valuesOf(report)['asana.velocity.completed_per_day_7d']).toBe(0);
    expect(noDataOf(report)).toMatchObject({
      'asana.velocity.completion_rate_pct': 'no task was created within seven days',
      'asana.cycle_time.avg_hours': 'no task was completed within seven days',
      'asana.cycle_time.p50_hours': '0 of 3 samples',
      'asana.cycle_time.p90_hours': '0 of 10 samples',
    });
  });

  test('leave tasks out that were completed before they were created', async () => {
    const report = await collectedFrom(worldOf([done('1', 2, 5), done('2', 2, -5)]));

    expect(valuesOf(report)['asana.cycle_time.avg_hours']).toBeCloseTo(5);
  });

  test('of people are those whose tasks were completed or changed', async () => {
    const world = worldOf([
      { ...done('1', 2), assigneeGid: '901' },
      taskOf('2', { modifiedAt: daysAgo(1), assigneeGid: '901' }),
      taskOf('3', { modifiedAt: daysAgo(1), assigneeGid: '902' }),
      taskOf('4', { modifiedAt: daysAgo(8), assigneeGid: '900' }),
      taskOf('5', { modifiedAt: daysAgo(1) }),
    ]);

    expect(valuesOf(await collectedFrom(world))['asana.users.active_7d']).toBe(2);
  });
});
