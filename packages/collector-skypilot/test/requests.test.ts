import { memoryState } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { ago, EMPTY, ended, generatedWorld, goldenWorld, job, machines, running, worldOf } from './scenes.js';
import { served } from './servers.js';

const asked = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;
const counted = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, { length }]) => [name, length]));

const PLAIN = { 'GET /api/health': 1, 'POST /status': 1, 'POST /jobs/queue/v2': 3, 'GET /api/get': 4 };

describe('the requests of a run', () => {
  test('are nine: health, and two for each of four questions', async () => {
    const standIn = await served(generatedWorld(1));

    const report = await collected({ url: standIn.url });

    expect(counted(standIn.requests.map(asked))).toEqual(PLAIN);
    expect(report.requests).toBe(9);
  });

  test('are eleven with costs', async () => {
    const standIn = await served(generatedWorld(1));

    const { requests } = await collected({ url: standIn.url, config: { cost: { enabled: true } } });

    expect(counted(standIn.requests.map(asked))).toEqual({ ...PLAIN, 'POST /cost_report': 1, 'GET /api/get': 5 });
    expect(requests).toBe(11);
  });

  test('are nine for several workspaces: their names are asked for in place of the counts', async () => {
    const standIn = await served(generatedWorld(1));

    const { requests } = await collected({ url: standIn.url, config: { workspaces: ['default', 'research'] } });

    expect(requests).toBe(9);
  });

  test('are five on a server with one list for all', async () => {
    const standIn = await served(generatedWorld(1), { api: 17 });

    const { requests } = await collected({ url: standIn.url });

    expect(requests).toBe(5);
  });

  test('are two more for each job that waits in the queue, once in its life', async () => {
    const waiting = [1, 2].map((id) => job(id, [{ status: 'PENDING', resources: '1x[L4:1]' }], { queuedAt: ago(90) }));
    const { url } = await served(worldOf(waiting));
    const state = await memoryState();
    const config = { perJob: { enabled: true, maxQueueQueries: 20 } };

    const first = await collected({ url, config, state });
    const second = await collected({ url, config, state });

    expect([first.requests, second.requests]).toEqual([13, 9]);
    expect(valuesOf(second)).toEqual(valuesOf(first));
  });

  test('ask for no refresh, all users, named fields and no credentials', async () => {
    const standIn = await served(goldenWorld());

    await collected({ url: standIn.url, config: { perJob: { enabled: true }, cost: { enabled: true } } });

    const bodies = standIn.requests.filter(({ method }) => method === 'POST').map(({ path, body }) => ({ path, body }));
    const queues = bodies.filter(({ path }) => path === '/jobs/queue/v2').map(({ body }) => body.json);
    expect(queues).toEqual(
      [1, 2, 3].map(() => expect.objectContaining({ refresh: false, all_users: true, fields: expect.any(Array) })),
    );
    expect(bodies.find(({ path }) => path === '/status')?.body.json).toEqual({
      all_users: true,
      refresh: 'NONE',
      include_credentials: false,
      include_handle: false,
      summary_response: true,
    });
    expect(JSON.stringify(bodies)).not.toContain('env_vars');
  });

  test('name the version of the server itself, after it has told it', async () => {
    const standIn = await served(goldenWorld(), { api: 50 });

    await collected({ url: standIn.url });

    const versions = standIn.requests.map(({ headers }) => headers['x-skypilot-api-version']);
    expect(versions).toEqual([undefined, ...Array.from({ length: 8 }, () => '50')]);
  });

  test('keep the path of an endpoint behind an ingress', async () => {
    const standIn = await served(EMPTY);

    await collected({ url: `${standIn.url}/skypilot/` });

    expect(standIn.requests.map(({ path }) => path)).toEqual(['/skypilot/api/health']);
  });
});

describe('finished tasks of a server that takes no horizon', () => {
  const jobs = Array.from({ length: 1200 }, (_, index) => job(index + 1, [ended('SUCCEEDED', (1200 - index) * 7200)]));

  test('are paged until a whole page is older than it', async () => {
    const standIn = await served(worldOf(jobs), { api: 50 });

    const report = await collected({ url: standIn.url, config: { maxJobAgeDays: 8 } });

    expect(valuesOf(report)['jobs.succeeded_7d']).toBe(83);
    const pages = standIn.requests.filter(({ body }) => JSON.stringify(body.json ?? {}).includes('"page"'));
    expect(pages).toHaveLength(2);
  });

  test('are a failure beyond the last page, and never part of a list', async () => {
    const standIn = await served(worldOf(jobs), { api: 50 });
    standIn.faults.add({ match: { path: '/jobs/queue/v2', body: '"page":2' }, status: 404, body: { detail: 'gone' } });

    const report = await collected({ url: standIn.url });

    expect(report.failures.map(({ metrics }) => metrics)).toEqual([
      ['skypilot.jobs.failed_7d', 'skypilot.jobs.succeeded_7d', 'skypilot.jobs.cancelled_7d'],
    ]);
  });
});

describe('half a GPU', () => {
  const world = worldOf([
    job(1, [running('1x[T4:0.5]', 400, { machines: machines(1, 'T4', 0.5) })]),
    job(2, [running('2x[H100:8][Spot]', 900, { machines: machines(2, 'H100', 8) })]),
  ]);
  const expected = {
    'resources.gpus.by_type{gpu_type:t4,pricing:ondemand}': 0.5,
    'resources.gpus.by_type{gpu_type:h100,pricing:ondemand}': 16,
    'resources.gpus.total_count': 16.5,
    'resources.ondemand_jobs': 2,
    'resources.spot_jobs': 0,
  };

  test.each([62, 56, 31])('is counted although servers of API %i may fail over it', async (api) => {
    const { url } = await served(world, { api });

    const values = valuesOf(await collected({ url }));

    expect(values).toMatchObject(expected);
  });

  test('alone on such a server is told from its request', async () => {
    const { url } = await served(worldOf(world.jobs.slice(0, 1)), { api: 56 });

    expect(valuesOf(await collected({ url }))['resources.gpus.total_count']).toBe(0.5);
  });
});
