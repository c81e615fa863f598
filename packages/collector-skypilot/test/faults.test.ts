import { metricsOf } from '@metta-dd/core';
import { NOTHING_SENT, OUTAGES } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import skypilot from '../src/index.js';
import { collected, valuesOf } from './collected.js';
import { AT, ago, generatedWorld, goldenWorld, worldOf } from './scenes.js';
import { queue, record, scripted } from './scripted.js';
import { served } from './servers.js';

const specs = skypilot.collectors.flatMap(metricsOf).map(({ spec }) => spec);
const ALL_ON = {
  perJob: { enabled: true, maxQueueQueries: 20 },
  cost: { enabled: true, gpuHourlyUsd: { H100: 2, L4: 0.5 } },
};

// The answer to a question is four bytes, so that only so short a rest is cut.
const BROKEN = {
  ...OUTAGES,
  'truncates its JSON': { cut: 2 },
  'resets half way': { reset: true, truncate: 2 },
} as const;
const STEPS = {
  'at the health': { path: '/api/health' },
  'at every question': { method: 'POST' },
  'at every answer': { path: '/api/get' },
};

const cases = Object.entries(BROKEN).flatMap(([outage, rule]) =>
  Object.entries(STEPS).map(([step, match]) => ({ outage, step, match, rule })),
);

describe('a server that', { timeout: 60_000 }, () => {
  test.each(cases)('$outage $step gives no value, and every metric fails', async ({ rule, match }) => {
    const standIn = await served(goldenWorld());
    standIn.faults.add({ match, ...rule });

    const report = await collected({ url: standIn.url, config: ALL_ON, events: NOTHING_SENT });

    expect(report.series).toEqual([]);
    expect(report.noData).toEqual([]);
    expect(report.failures.flatMap(({ metrics }) => metrics).toSorted()).toEqual(
      specs.map(({ name }) => name).toSorted(),
    );
  });

  const calls: readonly (readonly [string, object, readonly string[]])[] = [
    ['/status', { path: '/status' }, ['clusters.active', 'clusters.no_autostop', 'users.active_count']],
    [
      'the lifetime counts',
      { body: '"limit":1' },
      ['jobs.by_status', 'jobs.cancelled', 'jobs.failed', 'jobs.succeeded'],
    ],
    ['the finished tasks', { body: '"statuses"' }, ['jobs.cancelled_7d', 'jobs.failed_7d', 'jobs.succeeded_7d']],
    ['the cost report', { path: '/cost_report' }, ['cost.hourly_estimate']],
  ];
  test.each(calls)('fails only at %s loses only the metrics of that', async (_what, match, lost) => {
    const standIn = await served(goldenWorld());
    const config = { cost: { enabled: true, gpuHourlyUsd: { H100: 2 } } };
    const whole = valuesOf(await collected({ url: standIn.url, config }));
    standIn.faults.add({ match, status: 500, body: { detail: 'broken' } });

    const report = await collected({ url: standIn.url, config });

    expect(report.failures).toHaveLength(1);
    expect(report.failures[0]?.metrics.map((name) => name.replace('skypilot.', '')).toSorted()).toEqual(lost);
    const stands = Object.entries(whole).filter(([name]) => !lost.includes(name.replace(/\{.*/, '')));
    expect(valuesOf(report)).toEqual(Object.fromEntries(stands));
  });

  test('gives page after page without end is a failure', async () => {
    const end = { status: 'SUCCEEDED', end_at: ago(60).getTime() / 1000 };
    const records = Array.from({ length: 500 }, (_, index) => record(index + 1, end));
    const standIn = await scripted({ health: { status: 'healthy', api_version: '50' }, finished: queue(records) });

    const { failures } = await collected({ url: standIn.url });

    expect(failures).toMatchObject([
      {
        reason: 'cannot fetch finished managed jobs: cannot ask /jobs/queue/v2: more than 20 pages of 500 jobs',
        metrics: ['skypilot.jobs.failed_7d', 'skypilot.jobs.succeeded_7d', 'skypilot.jobs.cancelled_7d'],
      },
    ]);
  });

  test('has another clock is believed in its own times, and has no present state an hour off', async () => {
    const standIn = await served(goldenWorld());
    standIn.clock.set(AT);

    const { series, noData } = await collected({ url: standIn.url, startedAt: new Date(AT.getTime() + 3_600_000) });

    const past = specs.filter(({ event, present }) => !event && !present).map(({ name }) => name);
    expect(series.map(({ metric }) => metric)).toEqual(past);
    expect(noData.find(({ metric }) => metric === 'skypilot.jobs.running')?.reason).toContain('60 minutes ahead');
  });

  test('has ten times the jobs takes the same nine requests', async () => {
    const world = generatedWorld(3);
    const many = world.jobs.flatMap((one) => Array.from({ length: 10 }, (_, n) => ({ ...one, id: one.id * 10 + n })));
    const [few, ten] = [await served(world), await served(worldOf(many, { ...world, jobs: many }))];

    const [small, large] = [await collected({ url: few.url }), await collected({ url: ten.url })];

    expect([small.requests, large.requests]).toEqual([9, 9]);
    expect(valuesOf(large)['jobs.running']).toBe(10 * (valuesOf(small)['jobs.running'] ?? 0));
  });
});
