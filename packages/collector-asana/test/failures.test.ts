import { metricsOf } from '@metta-dd/core';
import { type FaultRule, type Handler, type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { asanaHandler } from '@metta-dd/sandbox';
import type { CollectorReport } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import asana from '../src/index.js';
import { AT, collected, serving, TOKEN } from './collected.js';
import { projectOf, taskOf, worldOf } from './worlds.js';

const world = worldOf(
  ['1', '2', '8', '9'].flatMap((gid) => [
    taskOf(`${gid}1`, { projects: [gid] }),
    taskOf(`${gid}2`, { projects: [gid] }),
  ]),
  [
    projectOf('1'),
    projectOf('2', { name: 'Secret' }),
    projectOf('8', { name: 'Bugs', customFields: [{ gid: '77', name: 'Workflow', options: [] }] }),
    projectOf('9', { name: 'Support' }),
  ],
);
const config = {
  trackedProjects: [
    { key: 'bugs', gid: '8', labelField: '77' },
    { key: 'support', gid: '9' },
  ],
};
const metricNames = new Set(asana.collectors.flatMap(metricsOf).map(({ spec }) => spec.name));
const broken = { errors: [{ message: 'Server Error', phrase: '6 sad squid snuggle softly' }] };

function collectedWith(...faults: readonly FaultRule[]): Promise<CollectorReport> {
  return serving(world, {}, (standIn) => {
    for (const fault of faults) standIn.faults.add(fault);
    return collected({ url: standIn.url, workspaceGid: '500', config });
  });
}

const tasks = { path: '/api/1.0/tasks' };
const tasksOf = (project: string) => ({ ...tasks, query: { project } });

describe('a source that fails', () => {
  const faults: readonly (readonly [string, FaultRule])[] = [
    ['500 with a phrase', { status: 500, body: broken }],
    ['502 with HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' }],
    ['401', { status: 401, body: { errors: [{ message: 'Not Authorized' }] } }],
    ['402', { status: 402 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '30' } }],
    ['429 with a Retry-After that is no number', { status: 429, headers: { 'retry-after': 'NaN' } }],
    ['429 without Retry-After', { status: 429 }],
    ['a redirect to a login page', { status: 302, headers: { location: '/login' } }],
    [
      'HTML with 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
    ],
    ['JSON of another shape', { status: 200, body: { data: { hello: 'world' } } }],
    ['JSON without its rows', { status: 200, body: {} }],
    ['half of its JSON', { cut: 9 }],
    ['a body that ends too early', { truncate: 9 }],
    ['a reset half way', { truncate: 9, reset: true }],
    ['a reset', { reset: true }],
  ];

  test.each(faults)('by %s gives no value at all', async (_, fault) => {
    const { series, failures } = await collectedWith(fault);

    expect(series).toEqual([]);
    expect(new Set(failures.flatMap(({ metrics }) => metrics))).toEqual(metricNames);
  });

  test.each(faults)('by %s for tasks alone leaves what is told of projects', async (_, fault) => {
    const { series, failures } = await collectedWith({ ...fault, match: tasks });

    expect(new Set(series.map(({ metric }) => metric.replace(/\.\w+$/, '')))).toEqual(new Set(['asana.projects']));
    expect(new Set([...failures.flatMap(({ metrics }) => metrics), ...series.map(({ metric }) => metric)])).toEqual(
      metricNames,
    );
  });

  test('in a loop of pages fails, and does not go round for ever', async () => {
    const loop = { data: [], next_page: { offset: 'again', path: '/tasks', uri: '/tasks' } };

    const { failures } = await collectedWith({ match: tasksOf('8'), status: 200, body: loop });

    expect(failures.map(({ reason }) => reason)).toContain(
      'cannot fetch bugs of project bugs: cannot list tasks of tracked project bugs: a page leads back to one that was read',
    );
  });
});

describe('one project that cannot be read', () => {
  test('takes the sums of the workspace with it, and leaves projects and the other tracked ones', async () => {
    const { series, failures } = await serving(world, { forbidden: ['2'] }, ({ url }) =>
      collected({ url, workspaceGid: '500', config: { ...config, concurrency: 1 } }),
    );

    expect(failures).toMatchObject([
      {
        reason:
          'cannot fetch tasks of the selected projects: cannot list tasks of project Secret: 403 project: You do not have access to this project: 2; 1 of 4 projects were read',
        hint: 'give the user of the token access to project Secret; a token of an OAuth app also needs the scope tasks:read',
        target: { workspace: 'Acme' },
      },
    ]);
    expect(new Set(series.map(({ tags }) => tags.join(',')).filter((tags) => !/status|label/.test(tags)))).toEqual(
      new Set(['workspace:acme', 'project:bugs,workspace:acme', 'project:support,workspace:acme']),
    );
  });

  test('takes nothing but its own metrics where it is tracked and not selected', async () => {
    const selected = { ...config, projects: ['1', '2'] };

    const { failures } = await serving(world, { hidden: ['9'] }, ({ url }) =>
      collected({ url, workspaceGid: '500', config: selected }),
    );

    expect(failures).toMatchObject([
      {
        reason:
          'cannot fetch bugs of project support: cannot list tasks of tracked project support: 404 project: Unknown object: 9',
        hint: 'the gid of tracked project support is wrong, or the user of the token cannot see it: check trackedProjects, or add the user',
        target: { workspace: 'Acme', project: 'support' },
      },
    ]);
  });

  test('that is selected and not among those that can be seen is named', async () => {
    const { failures, series } = await serving(world, { hidden: ['2'] }, ({ url }) =>
      collected({ url, workspaceGid: '500', config: { projects: ['1', '2'] } }),
    );

    expect(series).toEqual([]);
    expect(failures[0]?.reason).toContain(
      'cannot find project 2 among the 3 of the workspace that the user of the token can see',
    );
  });
});

describe('errors', () => {
  test.each([
    [
      'the phrase of a server error',
      { match: tasks, status: 500, body: broken },
      /500 Server Error \(phrase: 6 sad squid snuggle softly\), 3 times/,
    ],
    [
      'how long Asana asks to wait',
      { match: tasks, status: 429, headers: { 'retry-after': '3600' } },
      /429, asks to wait 3600 s/,
    ],
    [
      'that a page of HTML came',
      { match: tasks, status: 200, body: '<html></html>' },
      /200 with a page of HTML instead of JSON/,
    ],
  ])('tell %s', async (_, fault, reason) => {
    const { failures } = await collectedWith(fault);

    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure.reason).toMatch(reason);
  });

  test('tell where the token comes from that is refused', async () => {
    const { failures } = await serving(world, {}, ({ url }) =>
      collected({ url, workspaceGid: '500', config, secrets: { accessToken: 'wrong-token' } }),
    );

    expect(failures).toMatchObject([
      {
        reason: 'cannot read the user of the token: 401 Not Authorized',
        hint: expect.stringContaining('set ASANA_ACCESS_TOKEN or the AWS secret asana/access-token'),
      },
    ]);
    expect(JSON.stringify(failures)).not.toContain('wrong-token');
  });

  test('tell that a workspace cannot be seen', async () => {
    const { failures } = await serving(world, {}, ({ url }) => collected({ url, workspaceGid: '501', config }));

    expect(failures).toMatchObject([
      { reason: 'cannot find the configured workspace among the 1 that the user of the token can see' },
    ]);
  });

  test('tell that no workspace is named', async () => {
    const { failures, requests } = await collected({
      url: 'http://127.0.0.1:9',
      workspaceGid: '',
      config: { workspaceGid: undefined },
    });

    expect([failures[0]?.reason, requests]).toEqual(['there is no Asana workspace', 0]);
  });
});

describe('a token', () => {
  test('that expires during the run gives no sum of what was read before', async () => {
    const { series, failures } = await expiringAfter(4, ({ url }) =>
      collected({ url, workspaceGid: '500', config: { ...config, concurrency: 1 } }),
    );

    expect(series.map(({ metric }) => metric).filter((metric) => metric.startsWith('asana.tasks.'))).toEqual([]);
    expect(failures.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('401 Not Authorized'));
  });
});

describe('the clock of the run', () => {
  test('an hour off makes the present no data, and leaves the windows', async () => {
    const { series, noData, failures } = await serving(world, {}, ({ url }) =>
      collected({ url, workspaceGid: '500', config, startedAt: new Date(AT.getTime() - 3_600_000) }),
    );

    expect(failures).toEqual([]);
    expect(new Set(series.map(({ metric }) => metric))).toEqual(
      new Set([
        'asana.tasks.completed_7d',
        'asana.tasks.completed_30d',
        'asana.velocity.completed_per_day_7d',
        'asana.projects.bugs.completed_7d',
        'asana.projects.bugs.completed_30d',
        'asana.projects.bugs.created_7d',
      ]),
    );
    expect(noData.map(({ metric }) => metric)).toContain('asana.users.active_7d');
  });
});

describe('a run that ends', () => {
  test('while a request is under way gives no value and asks nothing more', async () => {
    const abort = new AbortController();
    const handler: Handler = (request, context) => {
      if (request.url.pathname.endsWith('/tasks')) abort.abort(new Error('the run was stopped'));
      return asanaHandler(world, { token: TOKEN })(request, context);
    };
    const standIn = await startStandIn({ handler, now: AT });

    const { series, requests } = await collected({
      url: standIn.url,
      workspaceGid: '500',
      config: { ...config, concurrency: 1 },
      signal: abort.signal,
    });
    await standIn.close();

    expect(series.filter(({ metric }) => metric.startsWith('asana.tasks.'))).toEqual([]);
    expect(requests).toBe(3);
  });
});

async function expiringAfter<T>(answers: number, use: (standIn: StandIn) => Promise<T>): Promise<T> {
  const sound = asanaHandler(world, { token: TOKEN });
  const expired = asanaHandler(world, { token: 'another token' });
  let asked = 0;
  const handler: Handler = (request, context) => (++asked > answers ? expired : sound)(request, context);
  const standIn = await startStandIn({ handler, now: AT });
  try {
    return await use(standIn);
  } finally {
    await standIn.close();
  }
}
