import { describe, expect, test } from 'vitest';
import { collected, reasonsOf, valuesOf } from './collected.js';
import { goldenWorld } from './scenes.js';
import { served } from './servers.js';

const STATUSES = [
  'submitted',
  'winding_down',
  'cancelling',
  'failed',
  'failed_prechecks',
  'failed_controller',
  'other',
];

// What a real server answers of the same rows, and what follows from them.
const GOLDEN = {
  'jobs.queued': 3,
  'jobs.running': 2,
  'jobs.by_status{status:pending}': 2,
  'jobs.by_status{status:starting}': 1,
  'jobs.by_status{status:running}': 2,
  'jobs.by_status{status:recovering}': 1,
  'jobs.by_status{status:succeeded}': 2,
  'jobs.by_status{status:cancelled}': 1,
  'jobs.by_status{status:failed_setup}': 1,
  'jobs.by_status{status:failed_no_resource}': 1,
  ...Object.fromEntries(STATUSES.map((status) => [`jobs.by_status{status:${status}}`, 0])),
  'jobs.failed': 2,
  'jobs.succeeded': 2,
  'jobs.cancelled': 1,
  'jobs.failed_7d': 1,
  'jobs.succeeded_7d': 2,
  'jobs.cancelled_7d': 0,
  'jobs.with_recoveries': 2,
  'jobs.recovery_count.avg': 2 / 3,
  'jobs.recovery_count.max': 2,
  'jobs.runtime_seconds.min': 1800,
  'jobs.runtime_seconds.max': 5600,
  'jobs.runtime_seconds.avg': 3700,
  'jobs.runtime_seconds.p50': 3700,
  'jobs.runtime_seconds.p90': 5220,
  'jobs.runtime_seconds.p99': 5562,
  'jobs.runtime_buckets.0_1h': 1,
  'jobs.runtime_buckets.1_4h': 1,
  'jobs.runtime_buckets.4_24h': 0,
  'jobs.runtime_buckets.over_24h': 0,
  'resources.gpus.l4_count': 1,
  'resources.gpus.a10g_count': 0,
  'resources.gpus.h100_count': 32,
  'resources.gpus.total_count': 33,
  'resources.gpus.by_type{gpu_type:h100,pricing:ondemand}': 32,
  'resources.gpus.by_type{gpu_type:l4,pricing:ondemand}': 1,
  'resources.unknown_jobs': 0,
  'resources.spot_jobs': 0,
  'resources.ondemand_jobs': 2,
  'regions.us_east_1': 1,
  'regions.us_west_2': 0,
  'regions.other': 1,
  'jobs.by_region{cloud:kubernetes,region:ctx-a}': 1,
  'jobs.by_region{cloud:aws,region:us-east-1}': 1,
  'users.active_count': 2,
  'clusters.active': 2,
  'clusters.no_autostop': 1,
};

// Servers before 0.13 do not say where a task without a cluster was last.
const WITHOUT_LAST_PLACE = {
  'regions.us_east_1': 0,
  'jobs.by_region{cloud:unknown,region:unknown}': 1,
  'jobs.by_region{cloud:aws,region:us-east-1}': undefined,
};

describe('the golden rows', () => {
  test.each([62, 56])('give what a server of API %i says of them', async (api) => {
    const { url } = await served(goldenWorld(), { api });

    const report = await collected({ url });

    expect(valuesOf(report)).toEqual(GOLDEN);
    expect(report.state).toBe('ok');
  });

  test.each([50, 31, 24, 18])('give what a server of API %i says of them', async (api) => {
    const { url } = await served(goldenWorld(), { api });

    const report = await collected({ url });

    expect(valuesOf(report)).toEqual({ ...GOLDEN, ...WITHOUT_LAST_PLACE });
    expect(report.state).toBe('ok');
  });

  test('come out of the one list of an old server, as far as it carries them', async () => {
    const { url } = await served(goldenWorld(), { api: 17 });

    expect(valuesOf(await collected({ url }))).toEqual({ ...GOLDEN, ...WITHOUT_LAST_PLACE });
  });

  test('have no regions on a server that does not tell them', async () => {
    const { url } = await served(goldenWorld(), { api: 12 });

    const report = await collected({ url });

    const names = Object.keys(GOLDEN).filter((name) => !/^regions|by_region/.test(name));
    expect(Object.keys(valuesOf(report)).toSorted()).toEqual(names.toSorted());
    expect(reasonsOf(report)).toMatchObject({
      'regions.us_east_1': 'this old server does not tell the region of a job',
      'jobs.by_region': 'this old server does not tell the region of a job',
    });
  });
});
