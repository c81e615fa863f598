import { describe, expect, test } from 'vitest';
import { collected, only, reasonsOf, valuesOf } from './collected.js';
import { ended, job, running, worldOf } from './scenes.js';
import { queue, record, scripted } from './scripted.js';
import { served } from './servers.js';

const research = { workspace: 'research', user: 'b0b00000' };
const world = worldOf(
  [
    job(1, [running('1x[L4:1]', 100)]),
    job(2, [running('2x[H100:8]', 100)], research),
    job(3, [{ status: 'PENDING', resources: '1x[L4:1]' }], research),
    job(4, [ended('SUCCEEDED', 100)], research),
    job(5, [ended('FAILED', 100)]),
  ],
  { workspaces: ['default', 'research'] },
);

describe('workspaces', () => {
  test('have their own part of what all may see, whole names compared', async () => {
    const { url } = await served({ ...world, workspaces: ['default', 'research', 'def'] });

    const report = await collected({ url, config: { workspaces: ['default', 'research', 'def'] } });

    const names = ['jobs.running', 'jobs.queued', 'jobs.failed_7d', 'jobs.succeeded_7d', 'resources.gpus.total_count'];
    const of = (workspace: string) => {
      const series = report.series.filter(({ tags }) => tags.includes(`workspace:${workspace}`));
      return only(valuesOf({ series: series.map((one) => ({ ...one, tags: [] })) }), names);
    };
    expect(of('default')).toEqual({
      'jobs.running': 1,
      'jobs.queued': 0,
      'jobs.failed_7d': 1,
      'jobs.succeeded_7d': 0,
      'resources.gpus.total_count': 1,
    });
    expect(of('research')).toEqual({
      'jobs.running': 1,
      'jobs.queued': 1,
      'jobs.failed_7d': 0,
      'jobs.succeeded_7d': 1,
      'resources.gpus.total_count': 16,
    });
    expect(new Set(Object.values(of('def')))).toEqual(new Set([0]));
  });

  test('have no lifetime counts, and only unfinished statuses', async () => {
    const { url } = await served(world);

    const report = await collected({ url, config: { workspaces: ['research'] } });

    expect(reasonsOf(report)).toMatchObject({
      'jobs.failed': 'the server counts the tasks of all workspaces together',
    });
    const statuses = Object.entries(valuesOf(report)).filter(([name]) => name.startsWith('jobs.by_status'));
    expect(statuses.filter(([, value]) => value !== 0)).toEqual([
      ['jobs.by_status{status:pending,workspace:research}', 1],
      ['jobs.by_status{status:running,workspace:research}', 1],
    ]);
    expect(statuses).toHaveLength(8);
  });

  test('that are misspelt or hidden fail, and leave the others as they are', async () => {
    const { url } = await served(world);

    const { failures, series, state } = await collected({ url, config: { workspaces: ['research', 'reserach'] } });

    expect(state).toBe('partial');
    expect(failures.map(({ reason, hint, target }) => ({ reason, hint, target }))).toEqual([
      {
        reason: 'cannot fetch the workspace: workspace reserach is not among those that the caller may see',
        hint: 'correct its name in `workspaces`, or add the service account to its allowed users',
        target: { workspace: 'reserach' },
      },
    ]);
    expect(series.every(({ tags }) => tags.includes('workspace:research'))).toBe(true);
    expect(series.length).toBeGreaterThan(20);
  });

  test('fail where the server does not tell the workspace of a job', async () => {
    const { url } = await scripted({
      unfinished: queue([record(1, { workspace: null })]),
      others: { '/workspaces': { returns: { default: {} } } },
    });

    const { failures } = await collected({ url, config: { workspaces: ['default'] } });

    expect(failures[0]?.reason).toBe(
      'cannot fetch unfinished tasks: the server does not tell the workspace of all jobs',
    );
  });
});
