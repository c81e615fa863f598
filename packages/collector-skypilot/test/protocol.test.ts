import { describe, expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { EMPTY } from './scenes.js';
import { queue, type Reply, record, scripted } from './scripted.js';
import { served } from './servers.js';

const OK = { status: 'SUCCEEDED', error: 'null' };
const failed = (detail: unknown) => ({ results: [{ status: 500, body: { detail } as object }] });

const reasonOf = async (unfinished: Reply) => {
  const { url } = await scripted({ unfinished });
  const report = await collected({ url, config: { callBudgetSeconds: 20 } });
  expect(valuesOf(report)).not.toHaveProperty(['jobs.running']);
  return report.failures.find(({ metrics }) => metrics.includes('skypilot.jobs.running'))?.reason;
};
const CANNOT = 'cannot fetch unfinished managed jobs: cannot ask /jobs/queue/v2:';

describe('the request protocol', () => {
  test.each<[string, Reply, string]>([
    [
      'that was cancelled',
      { results: [{ status: 200, body: { ...OK, status: 'CANCELLED', return_value: 'null' } }] },
      'the request ended as CANCELLED',
    ],
    ['that returns nothing', { returns: null }, 'the server returned nothing'],
    [
      'whose value is no JSON',
      { results: [{ status: 200, body: { ...OK, return_value: '{"jobs":' } }] },
      'the returned value is no JSON',
    ],
    [
      'that the server forgot',
      { results: [{ status: 404, body: { detail: "Request 'x' not found" } }] },
      "404 Request 'x' not found",
    ],
    [
      'that names no request',
      { answers: { status: 200, headers: { 'content-type': 'application/json' }, body: 'null' } },
      'the answer names no request',
    ],
    [
      'that broke with a traceback',
      { answers: { status: 500, body: 'Traceback (most recent call last):\nKeyError' } },
      '500 Internal Server Error',
    ],
    [
      'with an unknown field',
      {
        refuses: {
          type: 'RuntimeError',
          message: 'Unknown field: x\nTraceback (most recent call last):\n  File "a.py"',
        },
      },
      'RuntimeError: Unknown field: x',
    ],
    ['that failed without a name', failed({ status: 'FAILED', error: 'oops' }), 'unknown error'],
    ['that failed without a reason', failed('broken'), '500 without a reason'],
    [
      'of a wrong type',
      { answers: { status: 422, body: { detail: [{ loc: ['body', 'limit'], msg: 'Input should be valid' }] } } },
      '422 Input should be valid',
    ],
    [
      'of another version',
      { answers: { status: 400, body: { error: 'version_mismatch', message: 'too old' } } },
      '400 too old',
    ],
  ])('fails a question %s', async (_what, reply, reason) => {
    expect(await reasonOf(reply)).toBe(`${CANNOT} ${reason}`);
  });

  test('puts a question again, once, that was interrupted', async () => {
    const standIn = await served(EMPTY);
    const interrupted = { status: 503, body: { detail: 'Request x should be retried' } };
    standIn.faults.add({ match: { path: '/api/get' }, ...interrupted, times: 1 });

    const report = await collected({ url: standIn.url });

    expect([report.state, report.requests]).toEqual(['ok', 11]);
    expect(await reasonOf({ results: [interrupted] })).toBe(`${CANNOT} 503 Request x should be retried`);
  });

  test('reads the answer again where the connection broke', async () => {
    const standIn = await served(EMPTY);
    standIn.faults.add({ match: { path: '/api/get' }, reset: true, times: 1 });

    const report = await collected({ url: standIn.url });

    expect([report.state, report.requests]).toEqual(['ok', 10]);
  });

  test('gives up after its budget, and spares the server the work', async () => {
    const standIn = await served(EMPTY);
    standIn.faults.add({ match: { path: '/api/get' }, delayMs: 60_000, times: 4 });

    const { failures } = await collected({ url: standIn.url, config: { callBudgetSeconds: 0.2 } });

    expect(new Set(failures.map(({ reason }) => reason))).toEqual(
      new Set([
        'cannot fetch unfinished managed jobs: cannot ask /jobs/queue/v2: no answer within 0.2 s',
        'cannot fetch numbers of managed jobs: cannot ask /jobs/queue/v2: no answer within 0.2 s',
        'cannot fetch finished managed jobs: cannot ask /jobs/queue/v2: no answer within 0.2 s',
        'cannot fetch clusters: cannot ask /status: no answer within 0.2 s',
      ]),
    );
    const cancelled = standIn.requests.filter(({ path }) => path === '/api/cancel');
    expect(cancelled.map(({ body }) => body.json)).toEqual(
      Array.from({ length: 4 }, () => ({ request_ids: [expect.stringMatching(/^[\da-f-]{36}$/)] })),
    );
  });
});

describe('records', () => {
  test('with unknown statuses and fields are read', async () => {
    const jobs = [record(1, { status: 'HIBERNATING', brand_new: { a: 1 } }), record(2)];
    const { url } = await scripted({ unfinished: queue(jobs), counts: queue([], { HIBERNATING: 1, RUNNING: 1 }) });

    expect(valuesOf(await collected({ url }))).toMatchObject({
      'jobs.running': 1,
      'jobs.queued': 0,
      'jobs.by_status{status:running}': 1,
      'jobs.by_status{status:other}': 1,
      'users.active_count': 1,
    });
  });

  test('say unknown in three ways, none of which is a region', async () => {
    const jobs = ['-', '', null].map((region, index) => record(index + 1, { region, cloud: region, accelerators: {} }));
    const { url } = await scripted({ unfinished: queue(jobs) });

    expect(valuesOf(await collected({ url }))).toMatchObject({
      'regions.us_east_1': 0,
      'regions.us_west_2': 0,
      'regions.other': 0,
      'jobs.by_region{cloud:unknown,region:unknown}': 3,
      'resources.gpus.l4_count': 3,
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['without a job', { job_id: undefined }, 'at jobs.0.job_id'],
    ['without a status', { status: null }, 'at jobs.0.status'],
    ['with a time that is a text', { start_at: 'yesterday' }, 'at jobs.0.start_at'],
    ['with accelerators that are a list', { accelerators: ['H100'] }, 'at jobs.0.accelerators'],
  ])('%s fail the whole list', async (_what, more, place) => {
    expect(await reasonOf(queue([record(1, more), record(2)]))).toContain(
      `${CANNOT.slice(0, -1)}: the answer is not as expected: ${place}`,
    );
  });

  test('without facts give no data for what takes them, and no zero', async () => {
    const missing = { job_duration: undefined, recovery_count: undefined, user_hash: undefined };
    const { url } = await scripted({ unfinished: queue([record(1, missing)]) });

    const values = valuesOf(await collected({ url }));

    expect(values['jobs.running']).toBe(1);
    expect(Object.keys(values).filter((name) => /runtime|recover(y_|ies)|users/.test(name))).toEqual([]);
  });

  test('in a bare list are read, too', async () => {
    const { url } = await scripted({ unfinished: { returns: [record(1)] } });

    expect(valuesOf(await collected({ url }))['jobs.running']).toBe(1);
  });

  test('of counts without any fail the counts', async () => {
    const { url } = await scripted({ counts: { returns: [record(1)] } });

    const { failures } = await collected({ url });

    expect(failures.map(({ reason, metrics }) => [reason, metrics.length])).toEqual([
      ['cannot fetch numbers of managed jobs: cannot ask /jobs/queue/v2: there are no status_counts', 4],
    ]);
  });

  test('of clusters may leave out whatever is null', async () => {
    const clusters = { returns: [{ name: 'dev', status: 'UP' }] };
    const { url } = await scripted({ clusters });

    const values = valuesOf(await collected({ url }));

    expect(values['clusters.active']).toBe(1);
    expect(values).not.toHaveProperty(['clusters.no_autostop']);
    expect(values).not.toHaveProperty(['users.active_count']);
  });
});
