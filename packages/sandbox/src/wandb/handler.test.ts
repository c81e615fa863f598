import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { afterEach, describe, expect, it } from 'vitest';
import { generateWandbWorld } from './generate.js';
import { wandbHandler } from './handler.js';
import type { WandbOptions, WandbRun, WandbWorld } from './world.js';

const AT = new Date('2025-10-23T18:36:00Z');
const KEY = 'k'.repeat(40);
const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

const RUN: WandbRun = {
  name: 'r1',
  displayName: 'one',
  state: 'finished',
  createdAt: new Date('2025-10-22T00:00:00Z'),
  heartbeatAt: new Date('2025-10-22T06:00:00Z'),
  tags: ['nightly'],
  group: null,
  jobType: null,
  sweepName: null,
  username: 'ada',
  config: { lr: 0.1, world_size: 16 },
  summary: { loss: Number.NaN, 'eval/acc': 0.5, nested: { deep: 3 } },
  system: { 'system.gpu.0.gpu': 80 },
  runInfo: { gpu: 'NVIDIA L4', gpuCount: 1, cpuCount: 8, host: 'node-1' },
  history: [],
};

function worldOf(...runs: readonly WandbRun[]): WandbWorld {
  const viewer = { username: 'ada', name: 'Ada', email: 'ada@acme.example', entity: 'acme', teams: ['acme'] };
  return { viewer, projects: [{ entity: 'acme', name: 'metta', createdAt: AT, runs }] };
}

interface Asked {
  readonly world?: WandbWorld;
  readonly options?: WandbOptions;
  readonly authorization?: string;
  readonly variables?: object;
}

async function ask(query: string, { world = worldOf(RUN), options = {}, authorization, variables = {} }: Asked = {}) {
  const standIn = await startStandIn({ handler: wandbHandler(world, options), now: AT });
  running.push(standIn);
  const headers = authorization === undefined ? {} : { authorization };
  const body = JSON.stringify({ query, variables, operationName: '' });
  const answer = await fetch(`${standIn.url}/base/graphql`, { method: 'POST', headers, body });
  const { data, errors }: { data?: unknown; errors?: { message: string }[] } = JSON.parse(await answer.text());
  return { status: answer.status, headers: answer.headers, data, errors: errors?.map(({ message }) => message) };
}

const RUNS = `query ($filters: JSONString, $order: String, $first: Int, $after: String) {
  project(name: "metta", entityName: "acme") {
    runCount(filters: $filters)
    runs(filters: $filters, order: $order, first: $first, after: $after) {
      edges { node { name } }
      pageInfo { endCursor hasNextPage }
    }
  }
}`;

const basic = (key: string) => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

describe('the W&B stand-in', () => {
  it('takes the key as Basic and as Bearer, and refuses another', async () => {
    const asked = (authorization: string) =>
      ask('{ viewer { username } }', { authorization, options: { apiKey: KEY } });

    const statuses = [await asked(basic(KEY)), await asked(`Bearer ${KEY}`), await asked(basic('wrong'))];

    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 401]);
  });

  it('tells a wrong key by a viewer of null where it is told to', async () => {
    const { status, data } = await ask('{ viewer { username } project(name: "metta", entityName: "acme") { name } }', {
      options: { apiKey: KEY, nullViewer: true },
    });

    expect([status, data]).toEqual([200, { viewer: null, project: null }]);
  });

  it('says null of a project that is not there', async () => {
    const { status, data } = await ask('{ project(name: "none", entityName: "acme") { name } }');

    expect([status, data]).toEqual([200, { project: null }]);
  });

  it('writes values as Python does, chosen by key and wrapped', async () => {
    const { data } = await ask(
      '{ project(name: "metta", entityName: "acme") { run(name: "r1") { createdAt all: summaryMetrics some: summaryMetrics(keys: ["eval/acc"]) config(keys: ["lr"]) } } }',
      { world: worldOf({ ...RUN, timesWithoutZone: true }) },
    );

    expect(data).toEqual({
      project: {
        run: {
          createdAt: '2025-10-22T00:00:00',
          all: '{"loss": NaN, "eval/acc": 0.5, "nested": {"deep": 3}}',
          some: '{"eval/acc": 0.5}',
          config: '{"lr": {"value": 0.1, "desc": null}}',
        },
      },
    });
  });

  it('encodes the summary of a crashed run twice', async () => {
    const { data } = await ask(
      '{ project(name: "metta", entityName: "acme") { run(name: "r1") { summaryMetrics } } }',
      {
        world: worldOf({ ...RUN, summary: { a: 1 }, doublyEncodedSummary: true }),
      },
    );

    expect(data).toEqual({ project: { run: { summaryMetrics: String.raw`"{\"a\": 1}"` } } });
  });

  const filters: readonly (readonly [filter: object, matches: boolean])[] = [
    [{ state: 'finished' }, true],
    [{ state: { $in: ['running'] } }, false],
    [{ state: { $nin: ['running'] } }, true],
    [{ tags: 'nightly' }, true],
    [{ heartbeatAt: { $gte: '2025-10-22T06:00:00Z' } }, true],
    [{ heartbeat_at: { $gt: '2025-10-22T06:00:00' } }, false],
    [{ 'config.world_size': { $gte: 16 } }, true],
    [{ 'summary_metrics.nested.deep': 3 }, true],
    [{ 'summary_metrics.none': { $exists: true } }, false],
    [{ displayName: { $regex: '^o' } }, true],
    [{ $or: [{ state: 'failed' }, { duration: { $gt: 3600 } }] }, true],
    [{ $and: [{ state: 'finished' }, { username: { $ne: 'ada' } }] }, false],
    [{ noSuchKey: 1 }, false],
  ];
  it.each(filters)('filters by %j', async (filter, matches) => {
    const { data } = await ask(RUNS, { variables: { filters: JSON.stringify(filter) } });

    expect(data).toMatchObject({ project: { runCount: matches ? 1 : 0 } });
  });

  it('refuses a filter that is an object, and answers 500 to a number as a time', async () => {
    const asked = (filters: unknown) => ask(RUNS, { variables: { filters } });

    const object = await asked({ state: 'finished' });
    const number = await asked('{"createdAt": {"$gte": 1}}');

    expect([object.status, object.errors?.[0]]).toEqual([400, expect.stringContaining('JSONString cannot represent')]);
    expect(number.status).toBe(500);
  });

  it('orders and pages by offset', async () => {
    const runs = ['a', 'b', 'c'].map((name, index) => ({ ...RUN, name, createdAt: new Date(AT.getTime() + index) }));
    const variables = { order: '-created_at', first: 2 };

    const { data } = await ask(RUNS, { world: worldOf(...runs), variables });
    const after = Buffer.from('arrayconnection:1').toString('base64');
    const next = await ask(RUNS, { world: worldOf(...runs), variables: { ...variables, after } });

    const page = (names: readonly string[], pageInfo: object) => ({
      project: { runCount: 3, runs: { edges: names.map((name) => ({ node: { name } })), pageInfo } },
    });
    expect(data).toEqual(page(['c', 'b'], { endCursor: after, hasNextPage: true }));
    expect(next.data).toEqual(page(['a'], { endCursor: expect.any(String), hasNextPage: false }));
  });

  it('knows neither runInfo nor keys as an old server', async () => {
    const { status, errors } = await ask(
      '{ project(name: "metta", entityName: "acme") { run(name: "r1") { runInfo { gpu } config(keys: ["a"]) } } }',
      { options: { generation: 'old' } },
    );

    expect([status, errors]).toEqual([
      400,
      ['Cannot query field "runInfo" on type "Run".', 'Unknown argument "keys" on field "Run.config".'],
    ]);
  });

  it('tells what is left, and asks to wait', async () => {
    const one = await ask('{ viewer { username } }', { options: { requestsPerWindow: 2 } });
    const none = await ask('{ viewer { username } }', { options: { requestsPerWindow: 0 } });

    expect([one.status, one.headers.get('ratelimit-remaining')]).toEqual([200, '500']);
    expect([none.status, none.headers.get('ratelimit-reset')]).toEqual([429, '60']);
  });

  it('generates the same runs for the same seed, in every state', () => {
    const [one, other] = [generateWandbWorld({ at: AT, seed: 7 }), generateWandbWorld({ at: AT, seed: 7 })];

    const states = new Set(one.projects[0]?.runs.map(({ state }) => state));

    expect(one).toEqual(other);
    expect([...states].toSorted()).toEqual([
      'crashed',
      'failed',
      'finished',
      'killed',
      'pending',
      'preempted',
      'preempting',
      'running',
    ]);
  });
});
