import type { SkyPilotJob, SkyPilotTask } from '@metta-dd/sandbox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { ago, generatedWorld, job, machines, worldOf } from './scenes.js';
import { served } from './servers.js';

const UNFINISHED = 'PENDING SUBMITTED STARTING RUNNING RUNNING WINDING_DOWN RECOVERING CANCELLING NOVEL';
const FAILED = 'FAILED FAILED_SETUP FAILED_PRECHECKS FAILED_NO_RESOURCE FAILED_CONTROLLER';
const STATUSES = `${UNFINISHED} SUCCEEDED CANCELLED ${FAILED}`.split(' ');
const REQUESTS = ['1x[L4:1]', '2x[H100:8][Spot]', '1x[CPU:4+]', '1x[L4:1, A10G:1]', '4x[A100:8][On-demand|Spot]', '-'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-north-1', 'ctx-a'];

const machinery = fc.record({
  nodes: fc.integer({ min: 1, max: 8 }),
  name: fc.constantFrom('H100', 'h100', 'L4', 'L40S', 'A10G', 'A100-80GB', 'tpu-v5e'),
  count: fc.constantFrom(0.5, 1, 4, 8),
  region: fc.constantFrom(...REGIONS),
  spot: fc.boolean(),
});

const task: fc.Arbitrary<SkyPilotTask> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    resources: fc.constantFrom(...REQUESTS),
    ran: fc.integer({ min: 0, max: 400_000 }),
    recoveryCount: fc.integer({ min: 0, max: 5 }),
    live: fc.option(machinery, { nil: undefined }),
    waited: fc.boolean(),
  })
  .map(({ status, resources, ran, recoveryCount, live, waited }) => ({
    status,
    resources,
    recoveryCount,
    submittedAt: ago(ran + 900),
    ...(!waited && { startAt: ago(ran + 60), lastRecoveredAt: ago(ran + 60) }),
    ...(status.length > 8 && { endAt: ago(ran) }),
    ...(live && {
      machines: machines(live.nodes, live.name, live.count, { region: live.region, spot: live.spot, cloud: 'AWS' }),
    }),
  }));

const jobs: fc.Arbitrary<readonly SkyPilotJob[]> = fc
  .array(
    fc.tuple(
      fc.array(task, { minLength: 1, maxLength: 3 }),
      fc.option(fc.constantFrom('w1', 'w2'), { nil: undefined }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((all) =>
    all.map(([tasks, worker], index) => job(index + 1, tasks, worker === undefined ? {} : { pool: 'p', worker })),
  );

const sum = (values: Readonly<Record<string, number | undefined>>, prefix: string) =>
  Object.entries(values).reduce((total, [name, value = 0]) => total + (name.startsWith(prefix) ? value : 0), 0);

async function balances(all: readonly SkyPilotJob[]): Promise<void> {
  const standIn = await served(worldOf(all));
  const config = { perJob: { enabled: true, maxTasks: 1000 } };
  const values = valuesOf(await collected({ url: standIn.url, config }));
  await standIn.close();
  const running = values['jobs.running'] ?? Number.NaN;
  const unknownRegion = sum(values, 'jobs.by_region{cloud:unknown,region:unknown');
  const started = Object.keys(values).filter((name) =>
    /^job\.runtime_hours\{.*status:(running|winding_down)/.test(name),
  );
  const types = sum(values, 'resources.gpus.by_type{');
  expect(sum(values, 'jobs.by_status{')).toBe(all.flatMap(({ tasks }) => tasks).length);
  expect(sum(values, 'jobs.runtime_buckets.')).toBe(started.length);
  expect(sum(values, 'regions.') + unknownRegion).toBe(running);
  expect(sum(values, 'jobs.by_region{')).toBe(running);
  expect(types).toBeCloseTo(values['resources.gpus.total_count'] ?? Number.NaN, 9);
  expect((values['resources.spot_jobs'] ?? 0) + (values['resources.ondemand_jobs'] ?? 0)).toBeLessThanOrEqual(running);
  expect(values['resources.unknown_jobs']).toBeLessThanOrEqual(running);
  const failures = sum(values, 'jobs.by_status{status:failed');
  expect([values['jobs.failed'], values['jobs.queued'], running]).toEqual([
    failures,
    ['pending', 'submitted', 'starting'].reduce(
      (total, one) => total + sum(values, `jobs.by_status{status:${one}}`),
      0,
    ),
    ['running', 'winding_down'].reduce((total, one) => total + sum(values, `jobs.by_status{status:${one}}`), 0),
  ]);
}

describe('the counts', { timeout: 120_000 }, () => {
  test('balance whatever there is', async () => {
    await fc.assert(fc.asyncProperty(jobs, balances), { numRuns: 40, seed: 7 });
  });

  test.each([1, 2, 3])('balance in the generated world %i', async (seed) => {
    await balances(generatedWorld(seed).jobs);
  });
});
