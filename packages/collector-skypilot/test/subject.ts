import { fileURLToPath } from 'node:url';
import { startStandIn } from '@metta-dd/local-datadog';
import { type SkyPilotWorld, skyPilotHandler } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import skypilot from '../src/index.js';
import { AT, EMPTY, ended, goldenWorld, job } from './scenes.js';

const TOKEN = 'sky_9c41b7e20fd84a53';
// The last version that pages its finished tasks, which here fill one page and a little more.
const PAGING_API = 53;
const PAGE = 500;

const older = Array.from({ length: PAGE }, (_, index) => job(1000 + index, [ended('SUCCEEDED', 600 * index + 60)]));
const golden = goldenWorld();

const worlds: Readonly<Record<Scene, SkyPilotWorld>> = {
  ordinary: { ...golden, jobs: [...golden.jobs, ...older] },
  empty: EMPTY,
  'two targets': { ...golden, workspaces: ['default', 'research'] },
};

async function start(scene: Scene): Promise<Source> {
  const options = { api: PAGING_API, authentication: { kind: 'oauth', token: TOKEN } } as const;
  const standIn = await startStandIn({ handler: skyPilotHandler(worlds[scene], options), now: AT });
  return sourceOf(standIn, {
    config: {
      endpoint: standIn.url,
      perJob: { enabled: true, maxQueueQueries: 20 },
      cost: { enabled: true, gpuHourlyUsd: { H100: 2 } },
      ...(scene === 'two targets' && { workspaces: worlds[scene].workspaces }),
    },
    secrets: { token: TOKEN },
    startedAt: AT,
  });
}

/** The collector as the conformance suite wants it. */
export const subject: Subject = {
  manifest: skypilot,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    {
      match: { path: '/jobs/queue/v2', body: '"page":2' },
      metrics: ['skypilot.jobs.failed_7d', 'skypilot.jobs.succeeded_7d', 'skypilot.jobs.cancelled_7d'],
    },
  ],
  maxSeries: 90,
  numbersOfNothing: [
    'skypilot.jobs.queued',
    'skypilot.jobs.running',
    'skypilot.jobs.by_status',
    'skypilot.jobs.failed',
    'skypilot.jobs.succeeded',
    'skypilot.jobs.cancelled',
    'skypilot.jobs.failed_7d',
    'skypilot.jobs.succeeded_7d',
    'skypilot.jobs.cancelled_7d',
    'skypilot.jobs.with_recoveries',
    'skypilot.jobs.runtime_buckets.0_1h',
    'skypilot.jobs.runtime_buckets.1_4h',
    'skypilot.jobs.runtime_buckets.4_24h',
    'skypilot.jobs.runtime_buckets.over_24h',
    'skypilot.resources.gpus.l4_count',
    'skypilot.resources.gpus.a10g_count',
    'skypilot.resources.gpus.h100_count',
    'skypilot.resources.gpus.total_count',
    'skypilot.resources.unknown_jobs',
    'skypilot.resources.spot_jobs',
    'skypilot.resources.ondemand_jobs',
    'skypilot.regions.us_east_1',
    'skypilot.regions.us_west_2',
    'skypilot.regions.other',
    'skypilot.users.active_count',
    'skypilot.clusters.active',
    'skypilot.clusters.no_autostop',
    'skypilot.cost.hourly_estimate',
  ],
};
