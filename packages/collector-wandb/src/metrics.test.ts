import { NOTHING_SENT, noDataOf } from '@metta-dd/test-kit';
import { describe, expect, it } from 'vitest';
import { AT, collected, collectedFrom, minutesAgo, runOf, serving, valuesOf, worldOf } from '../test/collected.js';

const DAY = 24 * 60;
const H100 = { gpu: 'NVIDIA H100 80GB HBM3', gpuCount: 8, cpuCount: 96, host: 'node-1' };
const running = (name: string, heartbeat: number, facts: object = {}) =>
  runOf({ name, state: 'running', heartbeatAt: minutesAgo(heartbeat), ...facts });
const ended = (name: string, state: string, end: number, facts: object = {}) =>
  runOf({ name, state, heartbeatAt: minutesAgo(end), createdAt: minutesAgo(end + 120), ...facts });

describe('counts of runs', () => {
  it('tell active from stale by the heartbeat', async () => {
    const report = await collectedFrom([
      running('fresh', 1),
      running('edge', 60),
      running('old', 61),
      running('lifeless', 0, { heartbeatAt: null }),
      runOf({ name: 'leaving', state: 'preempting', heartbeatAt: minutesAgo(1) }),
      runOf({ name: 'gone', state: 'preempting', heartbeatAt: minutesAgo(90) }),
      runOf({ name: 'waiting', state: 'pending', heartbeatAt: minutesAgo(1) }),
    ]);

    const values = valuesOf(report);

    expect([values['wandb.runs.active'], values['wandb.runs.stale']]).toEqual([3, 2]);
  });

  it('follow the configured age of a heartbeat', async () => {
    const report = await collectedFrom([running('a', 1), running('b', 20)], { staleAfter: '10m' });

    expect([valuesOf(report)['wandb.runs.active'], valuesOf(report)['wandb.runs.stale']]).toEqual([1, 1]);
  });

  it('go by the end, not by the creation, and leave what is outside the window', async () => {
    const report = await collectedFrom([
      ended('now', 'finished', 0),
      ended('long', 'finished', 60, { createdAt: minutesAgo(300 * DAY) }),
      ended('early', 'finished', 7 * DAY),
      ended('last', 'finished', 7 * DAY - 1),
      ended('future', 'finished', -1),
      ended('failed', 'failed', 5),
      ended('crashed', 'crashed', 5),
      ended('killed', 'killed', 5),
      ended('preempted', 'preempted', 5),
      ended('odd', 'evaporated', 5),
    ]);

    const values = valuesOf(report);

    expect([
      values['wandb.runs.completed_7d'],
      values['wandb.runs.failed_7d'],
      values['wandb.runs.interrupted_7d'],
    ]).toEqual([3, 2, 2]);
    expect(report.warnings.map(({ message }) => message)).toContain(
      'runs in an unknown state count as neither finished, failed nor interrupted',
    );
  });
});

describe('results', () => {
  const accuracy = { summary: { accuracy: { keys: ['eval/acc', 'acc'] }, loss: { keys: ['loss'] } } };

  it('are the best and the mean of the first finite key of finished runs', async () => {
    const runs = [
      ended('a', 'finished', 5, { summary: { 'eval/acc': 0.5, acc: 0.99 } }),
      ended('b', 'finished', 5, { summary: { 'eval/acc': Number.NaN, acc: 0.7 } }),
      ended('c', 'finished', 5, { summary: { acc: 'NaN' } }),
      ended('d', 'failed', 5, { summary: { acc: 1 } }),
      ended('e', 'finished', 8 * DAY, { summary: { acc: 1 } }),
    ];

    const report = await collectedFrom(runs, accuracy);
    const lowest = await collectedFrom(runs, {
      summary: { accuracy: { keys: ['eval/acc', 'acc'], direction: 'min' } },
    });

    expect(valuesOf(report)['wandb.metrics.best_accuracy']).toBe(0.7);
    expect(valuesOf(report)['wandb.metrics.avg_accuracy_7d']).toBeCloseTo(0.6, 12);
    expect(valuesOf(lowest)['wandb.metrics.best_accuracy']).toBe(0.5);
  });

  it('may be those of some run types', async () => {
    const runs = [
      ended('a', 'finished', 5, { displayName: 'local.x', summary: { acc: 0.9 } }),
      ended('b', 'finished', 5, { displayName: 'github.sky.x', summary: { acc: 0.4 } }),
    ];

    const report = await collectedFrom(runs, { summary: { accuracy: { keys: ['acc'], runTypes: ['ptm'] } } });

    expect(valuesOf(report)['wandb.metrics.best_accuracy']).toBe(0.4);
  });

  it('take the loss of the newest heartbeat that has one, of running, stale and ended runs', async () => {
    const newest = async (...heartbeats: readonly [string, number][]) => {
      const runs = heartbeats.map(([state, heartbeat], index) =>
        runOf({ name: `r${index}`, state, heartbeatAt: minutesAgo(heartbeat), summary: { loss: heartbeat } }),
      );
      const speechless = [running('nan', 0, { summary: { loss: Number.NaN } }), running('none', 0)];
      return valuesOf(await collectedFrom([...runs, ...speechless], accuracy))['wandb.metrics.latest_loss'];
    };

    expect(await newest(['running', 5], ['finished', 10], ['running', 500])).toBe(5);
    expect(await newest(['running', 500], ['crashed', 10])).toBe(10);
    expect(await newest(['running', 20 * DAY])).toBe(20 * DAY);
  });

  it('say why there are none', async () => {
    const unset = noDataOf(await collectedFrom([ended('a', 'finished', 5)]));
    const missing = noDataOf(await collectedFrom([ended('a', 'finished', 5)], accuracy));

    expect([unset['wandb.metrics.best_accuracy'], unset['wandb.metrics.latest_loss']]).toEqual([
      'no key is configured: set summary.accuracy.keys',
      'no key is configured: set summary.loss.keys',
    ]);
    expect([missing['wandb.metrics.avg_accuracy_7d'], missing['wandb.metrics.latest_loss']]).toEqual([
      'none of 1 finished runs has a configured accuracy',
      'no run has a configured loss',
    ]);
  });
});

describe('training', () => {
  it('counts each GPU of the running runs once', async () => {
    const report = await collectedFrom([
      running('one', 1, {
        system: {
          'system.gpu.0.gpu': 80,
          'system.gpu.1.gpu': 60,
          'system.gpu.0.memory': 10,
          'system.gpu.process.0.gpu': 5,
        },
      }),
      running('nodes', 1, { system: { 'system.gpu.0.gpu/l:node-1': 100, 'system.gpu.0.gpu/l:node-2': Number.NaN } }),
      running('stale', 90, { system: { 'system.gpu.0.gpu': 0 } }),
      ended('over', 'finished', 1, { system: { 'system.gpu.0.gpu': 0 } }),
    ]);

    expect(valuesOf(report)['wandb.training.gpu_utilization_pct']).toBe(80);
  });

  it('takes durations from the client, else from the heartbeat, and never a negative one', async () => {
    const report = await collectedFrom([
      ended('a', 'finished', 60, { summary: { _wandb: { runtime: 3600 }, _runtime: 7200 } }),
      ended('b', 'crashed', 60, { summary: { _runtime: 7200 } }),
      ended('c', 'killed', 60),
      ended('d', 'failed', 60, { createdAt: minutesAgo(60 + 90 * DAY) }),
      ended('e', 'failed', 60, { createdAt: minutesAgo(59) }),
      ended('f', 'failed', 60, { summary: { _wandb: { runtime: -1 }, _runtime: 'NaN' } }),
    ]);

    const values = valuesOf(report);

    expect(values['wandb.training.duration_hours']).toBeCloseTo((1 + 2 + 2 + 2160 + 2) / 5, 9);
    expect(values['wandb.training.duration_p50_hours']).toBe(2);
    expect(noDataOf(report)['wandb.training.duration_p90_hours']).toBe('5 of 10 samples');
    expect(report.warnings.map(({ message }) => message)).toContain(
      'runs that ended before they began have no duration',
    );
  });

  it('multiplies hours by GPUs and prices, and says what it leaves out', async () => {
    const runs = [
      ended('a', 'finished', 60, { config: { world_size: 16 }, runInfo: H100 }),
      ended('b', 'finished', 60, { runInfo: H100 }),
      ended('c', 'finished', 60, { runInfo: { ...H100, gpu: 'NVIDIA L4', gpuCount: 1 } }),
      ended('d', 'finished', 60),
    ];

    const report = await collectedFrom(runs, { gpu: { prices: { h100: 2.5 } } });

    expect(valuesOf(report)['wandb.training.gpu_hours']).toBe(2 * (16 + 8 + 1));
    expect(valuesOf(report)['wandb.training.cost_estimate_usd']).toBe(2 * (16 + 8) * 2.5);
    expect(report.warnings.map(({ message }) => message)).toEqual([
      'runs of which the number of GPUs or the duration is unknown have no GPU hours',
      'runs without GPU hours, or on a GPU without a price, are left out of the cost',
    ]);
  });

  it('has no cost without prices, and no GPU hours where no number is known', async () => {
    const unpriced = noDataOf(await collectedFrom([ended('a', 'finished', 60, { runInfo: H100 })]));
    const unknown = noDataOf(await collectedFrom([ended('a', 'finished', 60)], { gpu: { prices: { h100: 1 } } }));
    const foreign = noDataOf(
      await collectedFrom([ended('a', 'finished', 60, { runInfo: H100 })], { gpu: { prices: { l4: 1 } } }),
    );

    expect(unpriced['wandb.training.cost_estimate_usd']).toBe('no price is configured: set gpu.prices');
    expect(unknown['wandb.training.gpu_hours']).toBe('of none of 1 runs the number of GPUs is known');
    expect(foreign['wandb.training.cost_estimate_usd']).toBe('none of 1 runs could be priced');
  });
});

describe('events of runs', () => {
  const summary = {
    'overview/sps': 100,
    'env_agent/heart.gained': 3,
    'skypilot/queue_latency_s': 30,
  };

  const eventsFrom = (runs: readonly ReturnType<typeof runOf>[], config: object = {}) =>
    serving(worldOf(runs), {}, async ({ url }) => {
      const { series } = await collected({ url, config: { ...config }, events: NOTHING_SENT });
      return series
        .filter(({ events }) => events !== undefined)
        .map(({ metric, tags, points, events }) => ({
          metric: metric.replace('wandb.', ''),
          tags: tags.filter((tag) => !/^(entity|project):/.test(tag)).join(' '),
          points,
          ids: events?.ids,
        }));
    });

  it('are sent at the end of the run, with run type and outcome', async () => {
    const end = AT.getTime() / 1000 - 600;

    const events = await eventsFrom([ended('a', 'crashed', 10, { displayName: 'github.sky.x', summary })]);

    const tags = 'run_type:ptm state:failure';
    expect(events).toEqual([
      { metric: 'runs.finished', tags: 'state:crashed', points: [[end, 1]], ids: ['a'] },
      { metric: 'run.duration_hours', tags, points: [[end, 2]], ids: ['a'] },
      { metric: 'run.sps', tags, points: [[end, 100]], ids: ['a'] },
      { metric: 'run.hearts_gained', tags, points: [[end, 3]], ids: ['a'] },
      { metric: 'run.skypilot_latency_s', tags, points: [[end, 30]], ids: ['a'] },
    ]);
  });

  it('share a point, their mean, where tags and second are equal', async () => {
    const runs = [
      ended('b', 'finished', 10, { summary: { 'overview/sps': 100 } }),
      ended('a', 'finished', 10, { summary: { 'overview/sps': 300 } }),
      ended('c', 'killed', 10, { summary: { 'overview/sps': 7 } }),
    ];

    const shared = (await eventsFrom(runs)).filter(({ metric }) => metric === 'run.sps');
    const apart = (await eventsFrom(runs, { tagRunId: true })).filter(({ metric }) => metric === 'run.sps');

    expect(shared.map(({ tags, points, ids }) => [tags, points[0]?.[1], ids])).toEqual([
      ['run_type:other state:success', 200, ['a', 'b']],
      ['run_type:other state:interrupted', 7, ['c']],
    ]);
    expect(new Set(apart.map(({ points }) => points[0]?.[1]))).toEqual(new Set([100, 300, 7]));
  });

  it('leave out runs of other types, without a value, and those that ended before today', async () => {
    const events = await eventsFrom([
      ended('a', 'finished', 10, { displayName: 'local.x', summary }),
      ended('b', 'finished', 20, { displayName: 'github.sky.x' }),
      ended('c', 'finished', 25 * 60, { displayName: 'github.sky.x', summary }),
    ]);

    const ids = (name: string) => events.filter(({ metric }) => metric === name).flatMap((event) => event.ids ?? []);
    expect(ids('runs.finished').toSorted()).toEqual(['a', 'b']);
    expect(ids('run.sps')).toEqual(['a']);
    expect(ids('run.hearts_gained')).toEqual([]);
  });

  it('say where a custom value is not configured', async () => {
    const report = await serving(worldOf([ended('a', 'finished', 5)]), {}, ({ url }) =>
      collected({ url, config: { summary: { custom: [] } }, events: NOTHING_SENT }),
    );

    expect(noDataOf(report)['wandb.run.hearts_gained']).toBe(
      'no key is configured: add hearts_gained to summary.custom',
    );
  });
});
