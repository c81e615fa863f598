import { describe, expect, test } from 'vitest';
import { collected, reasonsOf, valuesOf } from './collected.js';
import { goldenWorld } from './scenes.js';
import { scripted } from './scripted.js';
import { served } from './servers.js';

const IN_PROGRESS = {
  'jobs.queued': 0,
  'jobs.running': 0,
  ...Object.fromEntries(
    ['pending', 'submitted', 'starting', 'running', 'winding_down', 'recovering', 'cancelling', 'other'].map(
      (status) => [`jobs.by_status{status:${status}}`, 0],
    ),
  ),
  'jobs.with_recoveries': 0,
  'jobs.runtime_buckets.0_1h': 0,
  'jobs.runtime_buckets.1_4h': 0,
  'jobs.runtime_buckets.4_24h': 0,
  'jobs.runtime_buckets.over_24h': 0,
  'resources.gpus.l4_count': 0,
  'resources.gpus.a10g_count': 0,
  'resources.gpus.h100_count': 0,
  'resources.gpus.total_count': 0,
  'resources.unknown_jobs': 0,
  'resources.spot_jobs': 0,
  'resources.ondemand_jobs': 0,
  'regions.us_east_1': 0,
  'regions.us_west_2': 0,
  'regions.other': 0,
};
const CLUSTERS = { 'users.active_count': 2, 'clusters.active': 2, 'clusters.no_autostop': 1 };
const UNKNOWN = 'the jobs controller is stopped: nothing is in progress, and its history is not known';

describe('a jobs controller', () => {
  test.each([62, 31, 17])('that is stopped (API %i) is an answer: zeros in progress, no history', async (api) => {
    const { url } = await served(goldenWorld(), { api, controller: 'stopped' });

    const report = await collected({ url });

    expect(report.failures).toEqual([]);
    expect(valuesOf(report)).toEqual({ ...IN_PROGRESS, ...CLUSTERS });
    expect(reasonsOf(report)).toMatchObject({
      'jobs.failed': UNKNOWN,
      'jobs.succeeded': UNKNOWN,
      'jobs.cancelled': UNKNOWN,
      'jobs.failed_7d': UNKNOWN,
      'jobs.succeeded_7d': UNKNOWN,
      'jobs.cancelled_7d': UNKNOWN,
      'jobs.runtime_seconds.avg': 'no task is running',
      'jobs.recovery_count.max': 'no unfinished task has started',
    });
  });

  test.each([62, 17])('that cannot be reached (API %i) is a failure: no job metric, never a zero', async (api) => {
    const { url } = await served(goldenWorld(), { api, controller: 'unreachable' });

    const report = await collected({ url });

    expect(valuesOf(report)).toEqual({ 'clusters.active': 2, 'clusters.no_autostop': 1 });
    expect(report.failures.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('ClusterNotUpError: Failed to connect to jobs controller, please try again later.'),
      ]),
    );
  });

  test('that is stopped may say so in color', async () => {
    const refuses = { type: 'ClusterNotUpError', message: '\u001b[33mNo in-progress managed jobs.\u001b[0m' };
    const { url } = await scripted({ unfinished: { refuses } });

    expect(valuesOf(await collected({ url }))['jobs.running']).toBe(0);
  });

  test('that fails otherwise with the same words is a failure', async () => {
    const refuses = { type: 'RuntimeError', message: 'No in-progress managed jobs.' };
    const { url } = await scripted({ unfinished: { refuses } });

    const report = await collected({ url });

    expect(valuesOf(report)['jobs.running']).toBeUndefined();
    expect(report.failures[0]?.reason).toBe(
      'cannot fetch unfinished managed jobs: cannot ask /jobs/queue/v2: RuntimeError: No in-progress managed jobs.',
    );
  });
});
