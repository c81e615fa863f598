import { NOTHING_SENT } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { collected, only, reasonsOf, valuesOf } from './collected.js';
import { ago, EMPTY, ended, goldenWorld, job, machines, running, worldOf } from './scenes.js';
import { queue, record, scripted } from './scripted.js';
import { served } from './servers.js';

const ON = { perJob: { enabled: true, maxQueueQueries: 20 } };
const PRICED = { ...ON, cost: { enabled: true, gpuHourlyUsd: { L4: 0.5 } } };
const aws = { cloud: 'AWS', region: 'us-east-1', hourlyUsd: 10 };

const ofJob = (id: number, values: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith('job.') && name.includes(`job_id:${id},`) ? [[name.replace(/\{.*/, ''), value]] : [],
    ),
  );

describe('metrics of single tasks', () => {
  test('are switched off by default', async () => {
    const { url } = await served(goldenWorld());

    const report = await collected({ url, events: NOTHING_SENT });

    expect(Object.keys(valuesOf(report)).filter((name) => name.startsWith('job.'))).toEqual([]);
    expect(reasonsOf(report)).toMatchObject({
      'job.gpu_count': 'metrics of single tasks are switched off: set perJob.enabled',
      'job.total_duration_hours': 'metrics of single tasks are switched off: set perJob.enabled',
      'job.queue_wait_seconds': 'times in the queue are switched off: set perJob.maxQueueQueries',
      'job.estimated_cost_hourly': 'costs are switched off: set cost.enabled',
      'job.total_cost_usd': 'costs are switched off: set cost.enabled',
    });
  });

  test('tell of each unfinished task what it holds and how long it took', async () => {
    const { url } = await served(goldenWorld());

    const values = valuesOf(await collected({ url, config: ON }));

    expect(ofJob(1, values)).toEqual({
      'job.runtime_hours': 5600 / 3600,
      'job.gpu_count': 32,
      'job.setup_seconds': 300,
    });
    expect(ofJob(2, values)).toEqual({ 'job.gpu_count': 1, 'job.queue_wait_seconds': 900 });
    expect(ofJob(3, values)).toEqual({ 'job.gpu_count': 1, 'job.queue_wait_seconds': 60 });
    expect(ofJob(6, values)).toEqual({});
  });

  test('have the tags of the task', async () => {
    const { url } = await served(worldOf([job(7, [running('1x[L4:1]', 60, { machines: machines(1, 'L4', 1, aws) })])]));

    const { series } = await collected({ url, config: ON });

    expect(series.find(({ metric }) => metric === 'skypilot.job.gpu_count')?.tags).toEqual([
      'gpu_type:l4',
      'job_id:7',
      'pricing:ondemand',
      'region:us-east-1',
      'status:running',
      'task_id:0',
      'user:alice',
    ]);
  });

  test('are those with the most GPUs beyond the cap, with a warning', async () => {
    const jobs = [1, 8, 2].map((count, index) => job(index + 1, [running(`1x[L4:${count}]`, 60)]));
    const { url } = await served(worldOf(jobs));

    const report = await collected({ url, config: { perJob: { enabled: true, maxTasks: 2 } } });

    const counts = Object.entries(valuesOf(report)).filter(([name]) => name.startsWith('job.gpu_count'));
    expect(counts.map(([, value]) => value)).toEqual([8, 2]);
    expect(report.warnings).toEqual([
      { message: 'unfinished tasks beyond perJob.maxTasks have no series of their own', fields: { tasks: 1 } },
    ]);
  });

  test('have no time in the queue where the server keeps no events', async () => {
    const waiting = job(1, [{ status: 'PENDING', resources: '1x[L4:1]' }], { queuedAt: ago(90) });
    const { url } = await served(worldOf([waiting]), { api: 31 });

    const report = await collected({ url, config: ON });

    expect(report.failures).toEqual([]);
    expect(reasonsOf(report)['job.queue_wait_seconds']).toBe('the source has none');
  });

  test('have no time in the queue that would be negative: the clock of the server has another zone', async () => {
    const events = [
      { task_id: 0, new_status: 'PENDING', reason: 'Job submitted to queue', timestamp: '2026-11-20T14:00:00' },
    ];
    const { url } = await scripted({
      unfinished: queue([record(1, { status: 'PENDING', submitted_at: null, start_at: null })]),
      others: { '/jobs/events': { returns: events } },
    });

    const { failures } = await collected({ url, config: ON });

    expect(failures.map(({ reason }) => reason)).toEqual([
      'cannot tell how long job 1 waits: it entered the queue in the future',
    ]);
  });

  test('wait no time in the queue for an earlier task of their job', async () => {
    const { url } = await served(goldenWorld());

    const values = valuesOf(await collected({ url, config: ON }));

    expect(Object.keys(ofJob(5, values))).not.toContain('job.queue_wait_seconds');
  });
});

describe('costs', () => {
  const world = worldOf(
    [
      job(1, [running('2x[H100:8]', 3600, { machines: machines(2, 'H100', 8, aws) })], {
        name: 'Pretrain.a-model-of-the-world',
      }),
      job(2, [running('1x[L4:1]', 3600, { machines: machines(1, 'L4', 1) })]),
      job(3, [{ status: 'PENDING', resources: '1x[L4:1]' }]),
    ],
    {
      clusters: [
        {
          name: 'dev',
          user: 'a11ce000',
          workspace: 'default',
          status: 'UP',
          launchedAt: ago(7200),
          autostop: -1,
          machines: machines(1, 'A100', 8),
        },
        {
          name: 'old',
          user: 'a11ce000',
          workspace: 'default',
          status: 'STOPPED',
          launchedAt: ago(7200),
          autostop: -1,
          machines: machines(1, 'H100', 8, aws),
        },
      ],
    },
  );

  test('of what is up are told by source, and what has no price is warned of', async () => {
    const { url } = await served(world);

    const report = await collected({ url, config: PRICED });

    expect(
      only(valuesOf(report), [
        'cost.hourly_estimate{price_source:cost_report}',
        'cost.hourly_estimate{price_source:configured}',
      ]),
    ).toEqual({
      'cost.hourly_estimate{price_source:cost_report}': 20,
      'cost.hourly_estimate{price_source:configured}': 0.5,
    });
    expect(report.warnings).toEqual([
      { message: 'clusters without a price are left out of the cost estimate', fields: { unpriced: 1 } },
    ]);
  });

  test('of single tasks are those of their clusters, and a task without one costs nothing that is known', async () => {
    const { url } = await served(world);

    const values = valuesOf(await collected({ url, config: PRICED }));

    expect(ofJob(1, values)['job.estimated_cost_hourly']).toBe(20);
    expect(ofJob(2, values)['job.estimated_cost_hourly']).toBe(0.5);
    expect(ofJob(3, values)).not.toHaveProperty(['job.estimated_cost_hourly']);
  });

  test('of clusters without any price are no data', async () => {
    const { url } = await served({ ...world, jobs: [] });

    const report = await collected({ url, config: { cost: { enabled: true } } });

    expect(reasonsOf(report)['cost.hourly_estimate']).toBe('none of the 1 clusters that are up has a price');
  });

  test('of nothing that is up are zero', async () => {
    const { url } = await served(EMPTY);

    const values = valuesOf(await collected({ url, config: { cost: { enabled: true } } }));

    expect(values['cost.hourly_estimate{price_source:cost_report}']).toBe(0);
  });
});

describe('events', () => {
  const recent = { submittedAt: ago(9000), startAt: ago(7800), lastRecoveredAt: ago(7800), endAt: ago(600) };
  const world = worldOf(
    [
      job(1, [ended('SUCCEEDED', 600, recent)], { place: { cloud: 'AWS', region: 'us-east-1' } }),
      job(2, [ended('FAILED', 600, { ...recent, resources: '2x[L4:4]' })]),
      job(3, [{ status: 'FAILED_NO_RESOURCE', resources: '1x[L4:1]', submittedAt: ago(900), endAt: ago(600) }]),
      job(4, [ended('CANCELLED', 3 * 86_400)]),
    ],
    {
      gone: [
        { name: 'job-1-1', user: 'a11ce000', workspace: 'default', seconds: 7200, machines: machines(1, 'L4', 1, aws) },
      ],
    },
  );

  test('tell that a task ended, at its time', async () => {
    const { url } = await served(world);

    const { series } = await collected({ url, events: NOTHING_SENT });

    const finished = series.filter(({ metric }) => metric === 'skypilot.jobs.finished');
    expect(finished.map(({ tags, points }) => [tags, points])).toEqual([
      [['status:failed_no_resource'], [[ago(600).getTime() / 1000, 1]]],
      [['status:failed'], [[ago(600).getTime() / 1000, 1]]],
      [['status:succeeded'], [[ago(600).getTime() / 1000, 1]]],
    ]);
  });

  test('tell how long a task took, what it cost and when it failed', async () => {
    const { url } = await served(world);

    const values = valuesOf(await collected({ url, config: PRICED, events: NOTHING_SENT }));

    expect(ofJob(1, values)).toEqual({ 'job.total_duration_hours': 8400 / 3600, 'job.total_cost_usd': 20 });
    expect(ofJob(2, values)).toEqual({
      'job.total_duration_hours': 8400 / 3600,
      'job.total_cost_usd': 8,
      'job.time_to_failure_hours': 2,
    });
    expect(ofJob(3, values)).toEqual({ 'job.total_duration_hours': 300 / 3600 });
  });

  test('are unknown while the controller is stopped', async () => {
    const { url } = await served(world, { controller: 'stopped' });

    const report = await collected({ url, config: PRICED, events: NOTHING_SENT });

    expect(reasonsOf(report)['jobs.finished']).toContain('its history is not known');
  });
});
