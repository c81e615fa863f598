import { startStandIn } from '@metta-dd/local-datadog';
import { describe, expect, onTestFinished, test } from 'vitest';
import { generateSkyPilotWorld } from './generate.js';
import { skyPilotHandler } from './handler.js';
import type { SkyPilotOptions } from './options.js';
import type { SkyPilotJob, SkyPilotWorld } from './world.js';

const AT = new Date('2026-11-20T12:00:00Z');
const ago = (seconds: number) => new Date(AT.getTime() - seconds * 1000);
const TOKEN = 'sky_1f0b7c55d2';

const lab = { nodes: 2, cloud: 'Kubernetes', region: 'ctx-a', spot: true, hourlyUsd: 0 };
const running = { status: 'RUNNING', submittedAt: ago(700), startAt: ago(600), lastRecoveredAt: ago(600) };
const common = { user: 'a11ce000', workspace: 'default', scheduleState: 'ALIVE' };
const jobs: readonly SkyPilotJob[] = [
  {
    ...common,
    id: 1,
    name: 'live',
    tasks: [{ ...running, resources: '2x[L4:1]', machines: { ...lab, accelerators: { L4: 1 } } }],
  },
  {
    ...common,
    id: 2,
    name: 'pipe',
    queuedAt: ago(900),
    place: { cloud: 'AWS', region: 'us-east-1' },
    tasks: [
      { status: 'SUCCEEDED', resources: '1x[L4:1]', submittedAt: ago(900), endAt: ago(800) },
      { status: 'PENDING', resources: '1x[L4:1]' },
    ],
  },
  { id: 3, name: 'old', user: 'a11ce000', scheduleState: 'DONE', tasks: [{ status: 'FAILED', resources: '1x[L4:1]' }] },
];
const world: SkyPilotWorld = { users: { a11ce000: 'alice' }, workspaces: ['default'], jobs, clusters: [] };

async function served(options: SkyPilotOptions = {}, of = world) {
  const standIn = await startStandIn({ handler: skyPilotHandler(of, options), now: AT });
  onTestFinished(() => standIn.close());
  const post = (path: string, body: object = {}, headers: Record<string, string> = {}) =>
    fetch(`${standIn.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const result = (id: string) => fetch(`${standIn.url}/api/get?request_id=${id}`);
  const ask = async (path: string, body: object) => {
    const posted = await post(path, body);
    const answer = await result(posted.headers.get('x-skypilot-request-id') ?? '');
    return { status: answer.status, payload: Object(await answer.json()) };
  };
  const value = async (path: string, body: object) => JSON.parse((await ask(path, body)).payload.return_value);
  return { url: standIn.url, post, result, ask, value };
}

describe('the protocol', () => {
  test('takes a question in one request and gives its answer in another', async () => {
    const { post, result } = await served();

    const posted = await post('/status', { all_users: true });
    const id = posted.headers.get('x-skypilot-request-id') ?? '';
    const answer = await result(id);

    expect([posted.status, await posted.text()]).toEqual([200, 'null']);
    expect(await answer.json()).toMatchObject({
      request_id: id,
      name: 'sky.status',
      status: 'SUCCEEDED',
      return_value: '[]',
    });
    expect(answer.headers.get('x-skypilot-request-id')).not.toBe(id);
  });

  test('finds a request by the beginning of its id, and none by an empty one', async () => {
    const { post, result } = await served();
    const [first] = [await post('/status'), await post('/status')];
    const id = first?.headers.get('x-skypilot-request-id') ?? '';

    const statuses = [await result(id.slice(0, 8)), await result(''), await result('none')].map(({ status }) => status);

    expect(statuses).toEqual([200, 400, 404]);
  });

  test.each([
    [{ all_users: true, page: 1 }, 'ValueError'],
    [{ all_users: true, limit: 0 }, 'ValueError'],
    [{ all_users: true, fields: ['nonsense'] }, 'RuntimeError'],
  ])('fails %o in the answer', async (body, type) => {
    const { ask } = await served();

    const { status, payload } = await ask('/jobs/queue/v2', body);

    expect([status, JSON.parse(payload.detail.error).type]).toEqual([500, type]);
  });

  test('refuses a wrong type, an empty environment and an old client at once', async () => {
    const { post } = await served();

    const old = { 'x-skypilot-api-version': '20', 'x-skypilot-version': 'x' };
    const answers = [
      await post('/jobs/queue/v2', { limit: 'many' }),
      await post('/status', { env_vars: {} }),
      await post('/status', {}, old),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 500, 400]);
  });
});

describe('records', () => {
  const fields = ['job_id', 'task_id', 'status', 'cloud', 'region', 'accelerators', 'cluster_resources_full'];
  const body = { all_users: true, skip_finished: true, fields };

  test('of 0.14 hold what was asked for, and accelerators only of live clusters', async () => {
    const { value } = await served();

    expect((await value('/jobs/queue/v2', body)).jobs.slice(1)).toEqual([
      {
        job_id: 2,
        task_id: 1,
        status: 'PENDING',
        cloud: 'AWS',
        region: 'us-east-1',
        cluster_resources_full: '1x[L4:1]',
      },
      {
        job_id: 1,
        task_id: 0,
        status: 'RUNNING',
        cloud: 'Kubernetes',
        region: 'ctx-a',
        accelerators: { L4: 1 },
        cluster_resources_full: '2x[spot](gpus=L4:1, cpus=8, mem=32, disk=256)',
      },
    ]);
  });

  test('of 0.11 hold every key, and a dash for what is not known', async () => {
    const { value } = await served({ api: 31 });

    const [pending] = (await value('/jobs/queue/v2', body)).jobs.slice(1);

    expect(pending).toMatchObject({
      region: '-',
      cloud: '-',
      cluster_resources_full: '-',
      accelerators: null,
      pool: null,
    });
  });

  test('keep the finished tasks of an unfinished job, and hide those of no workspace', async () => {
    const { value } = await served();

    const unfinished = await value('/jobs/queue/v2', body);
    const counts = await value('/jobs/queue/v2', { all_users: true, limit: 1, fields: ['job_id'] });

    expect(unfinished.jobs).toHaveLength(3);
    expect(counts).toEqual({
      jobs: [
        { job_id: 2, task_id: null, status: 'SUCCEEDED' },
        { job_id: 2, task_id: null, status: 'PENDING' },
      ],
      total: 2,
      total_no_filter: 4,
      status_counts: { SUCCEEDED: 1, PENDING: 1, RUNNING: 1 },
      infra_options: [],
    });
  });

  test('are those of the caller alone unless all are asked for', async () => {
    const { value } = await served();

    expect((await value('/jobs/queue/v2', { fields: ['job_id'] })).jobs).toEqual([]);
  });
});

describe('credentials', () => {
  test('are asked for by a redirect behind OAuth, where health tells strangers nothing', async () => {
    const { url, post } = await served({ authentication: { kind: 'oauth', token: TOKEN } });

    const redirected = await post('/status');
    const health = await fetch(`${url}/api/health`);
    const passed = await post('/status', {}, { authorization: `Bearer ${TOKEN}` });

    expect([redirected.status, redirected.headers.get('location')]).toEqual([307, '/oauth2/start?rd=%2Fstatus']);
    expect(await health.json()).toEqual({ status: 'healthy' });
    expect(passed.status).toBe(200);
  });

  test('that are wrong are refused even by health', async () => {
    const { url } = await served();

    const health = await fetch(`${url}/api/health`, { headers: { authorization: 'Bearer sky_wrong' } });

    expect([health.status, await health.json()]).toEqual([401, { detail: 'Invalid or expired service account token' }]);
  });

  test('of basic authentication are refused in a JSON text', async () => {
    const { post } = await served({ authentication: { kind: 'basic', username: 'a', password: 'b' } });

    const refused = await post('/status');

    expect([refused.status, await refused.json()]).toEqual([401, 'Authentication required']);
  });
});

describe('a generated world', () => {
  test('is the same for the same seed, and another for another', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => JSON.stringify(generateSkyPilotWorld({ at: AT, seed })));

    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test('has nothing in the future and no end before a start', () => {
    const tasks = generateSkyPilotWorld({ at: AT, seed: 1 }).jobs.flatMap((job) => job.tasks);

    const wrong = tasks.filter(({ submittedAt = AT, startAt, endAt = AT }) => {
      const began = startAt ?? submittedAt;
      return submittedAt > began || began > endAt || endAt > AT;
    });

    expect(wrong).toEqual([]);
  });
});
