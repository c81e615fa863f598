import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type StandIn, type StandInOptions, startStandIn } from './stand-in.js';

const at = new Date('2025-10-23T18:20:00.000Z');
const standIns: StandIn[] = [];

async function started(options: Partial<StandInOptions> = {}) {
  const standIn = await startStandIn({
    now: at,
    handler: ({ method, url, body }) =>
      url.pathname === '/widgets' ? { status: 200, body: { method, asked: body.toString() } } : undefined,
    ...options,
  });
  standIns.push(standIn);
  return standIn;
}

/** What the server sends on a raw connection until it ends it. */
async function raw(url: string, text: string) {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const reset = new Promise<string>((resolve) => socket.once('error', () => resolve('reset')));
  const ended = once(socket, 'end').then(
    () => 'ended',
    () => 'reset',
  );
  socket.write(text);
  const how = await Promise.race([ended, reset]);
  socket.destroy();
  return { how, text: Buffer.concat(chunks).toString() };
}

const plainGet = 'GET /widgets HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';

afterEach(async () => {
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
});

describe('answers', () => {
  test('an object is sent as JSON with the date of the clock', async () => {
    const { url } = await started();

    const answer = await fetch(`${url}/widgets`, { method: 'POST', body: 'hello' });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('date')).toBe('Thu, 23 Oct 2025 18:20:00 GMT');
    expect(await answer.json()).toEqual({ method: 'POST', asked: 'hello' });
  });

  test('a followed clock moves and a set clock stands', async () => {
    let time = at.getTime();
    const { url, clock } = await started({ now: () => new Date(time) });

    time += 60_000;
    const moved = await fetch(`${url}/widgets`);
    clock.set(new Date('2025-01-01T00:00:00Z'));
    const set = await fetch(`${url}/widgets`);

    expect(moved.headers.get('date')).toBe('Thu, 23 Oct 2025 18:21:00 GMT');
    expect(set.headers.get('date')).toBe('Wed, 01 Jan 2025 00:00:00 GMT');
  });

  test('a handler may answer late, with text, bytes, no body and headers of its own', async () => {
    const answers = [
      { status: 200, body: 'text' },
      { status: 200, body: Buffer.from([1, 2]), headers: { 'Content-Type': 'image/x' } },
      { status: 304, headers: { etag: '"1"' } },
    ];
    const { url } = await started({ handler: async () => answers.shift() });

    const text = await fetch(url);
    const bytes = await fetch(url);
    const unchanged = await fetch(url);

    expect([await text.text(), text.headers.get('content-type')]).toEqual(['text', 'text/plain; charset=utf-8']);
    expect([new Uint8Array(await bytes.arrayBuffer()), bytes.headers.get('content-type')]).toEqual([
      new Uint8Array([1, 2]),
      'image/x',
    ]);
    expect([unchanged.status, unchanged.headers.get('etag'), await unchanged.text()]).toEqual([304, '"1"', '']);
  });

  test('a failing handler is a 500 that verification reports', async () => {
    const standIn = await started({ handler: () => Promise.reject(new Error('no such table')) });

    const answer = await fetch(`${standIn.url}/widgets`);

    expect([answer.status, await answer.json()]).toEqual([500, { message: 'the stand-in failed: no such table' }]);
    expect(() => standIn.verify()).toThrow(/stand-in itself failed:\n {2}GET \/widgets: no such table/);
  });

  test('a path of two slashes stays a path and a full address is refused', async () => {
    const { url, requests } = await started();

    await fetch(`${url}//widgets`);
    const { text } = await raw(url, 'GET http://elsewhere/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

    expect(text).toMatch(/^HTTP\/1.1 400 .*the request target is not a path/s);
    expect(requests.map(({ path, status }) => [path, status])).toEqual([
      ['//widgets', 404],
      ['/', 400],
    ]);
  });

  test('a body of exactly the limit is read and one byte more is refused', async () => {
    const { url } = await started({ maxBodyBytes: 1_000 });

    const fits = await fetch(`${url}/widgets`, { method: 'POST', body: 'x'.repeat(1_000) });
    const over = await fetch(`${url}/widgets`, { method: 'POST', body: 'x'.repeat(1_001) });

    expect([fits.status, over.status]).toEqual([200, 413]);
    expect(await over.json()).toEqual({ message: 'the body has 1001 bytes, the stand-in reads at most 1000' });
  });

  test('a request that never ends is answered 408', async () => {
    const { url } = await started({ requestTimeoutMs: 50 });

    const { text } = await raw(url, 'POST /widgets HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');

    expect(text).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n.*{"message":"Request Timeout"}$/s);
  });

  test('what is no HTTP is answered 400', async () => {
    const { url } = await started();

    const { text } = await raw(url, 'hello\r\n\r\n');

    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request/);
  });
});

describe('the request log', () => {
  test('a request is recorded with its query, JSON, answer and times, and without its secrets', async () => {
    const { url, requests } = await started();

    await fetch(`${url}/widgets?page=1&page=2&api_key=planted`, {
      method: 'POST',
      headers: { authorization: 'Bearer planted', 'dd-api-key': 'planted', 'content-type': 'application/json' },
      body: '{"a":1}',
    });

    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/widgets',
        query: { page: ['1', '2'], api_key: ['[secret]'] },
        headers: expect.objectContaining({ authorization: '[secret]', 'dd-api-key': '[secret]' }),
        body: { bytes: 7, sha256: '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862', json: { a: 1 } },
        status: 200,
        bytes: 37,
        startMs: expect.any(Number),
        endMs: expect.any(Number),
        fault: false,
        unexpected: false,
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain('planted');
  });

  test('a form is kept as text, and what is no JSON as a digest', async () => {
    const { url, requests } = await started();

    await fetch(`${url}/widgets`, { method: 'POST', body: new URLSearchParams({ Action: 'DescribeInstances' }) });
    await fetch(`${url}/widgets`, { method: 'POST', body: '{' });

    expect(requests.map(({ body }) => body)).toEqual([
      { bytes: 24, sha256: expect.any(String), form: 'Action=DescribeInstances' },
      { bytes: 1, sha256: expect.any(String) },
    ]);
  });

  test('an unexpected request is answered 404 and fails verification by name', async () => {
    const standIn = await started();

    const answer = await fetch(`${standIn.url}/gadgets`);

    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
    expect(standIn.unexpected.map(({ path }) => path)).toEqual(['/gadgets']);
    expect(() => standIn.verify()).toThrow(
      /1 requests that no route answers \(add the route, or correct the request\):\n {2}GET \/gadgets$/,
    );
  });

  test('a stand-in that was used as scripted passes verification', async () => {
    const standIn = await started();

    await fetch(`${standIn.url}/widgets`);

    expect(() => standIn.verify()).not.toThrow();
  });
});

describe('faults', () => {
  test('the first matching rule wins until its times are used up', async () => {
    const { url, faults } = await started();
    faults.add({ match: { path: '/wid*' }, status: 503, headers: { 'retry-after': '7' }, body: 'busy', times: 2 });
    faults.add({ match: { path: '/widgets' }, status: 500, times: 1 });

    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await fetch(`${url}/widgets`));

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 500, 200]);
    expect([answers[0]?.headers.get('retry-after'), await answers[0]?.text()]).toEqual(['7', 'busy']);
    expect(faults.unused()).toEqual([]);
  });

  test('a rule matches by method, path, query and body together', async () => {
    const { url, faults, requests } = await started();
    faults.add({ match: { method: 'post', path: '/widgets', query: { page: '2' }, body: 'Open' }, status: 429 });
    const ask = (method: string, page: number, body: string | null) =>
      fetch(`${url}/widgets?page=${page}`, { method, body }).then(({ status }) => status);

    const statuses = [
      await ask('POST', 2, 'query OpenPulls'),
      await ask('PUT', 2, 'query OpenPulls'),
      await ask('POST', 1, 'query OpenPulls'),
      await ask('POST', 2, 'query Merged'),
    ];

    expect(statuses).toEqual([429, 200, 200, 200]);
    expect(requests.map(({ fault }) => fault)).toEqual([true, false, false, false]);
  });

  test('a dot in a path is a dot', async () => {
    const { url, faults } = await started();
    faults.add({ match: { path: '/w.dgets' }, status: 500 });

    expect((await fetch(`${url}/widgets`)).status).toBe(200);
  });

  test('headers alone are added to the real answer', async () => {
    const { url, faults } = await started();
    faults.add({ headers: { date: 'Thu, 23 Oct 2025 16:20:00 GMT' } });

    const answer = await fetch(`${url}/widgets`);

    expect([answer.status, answer.headers.get('date')]).toEqual([200, 'Thu, 23 Oct 2025 16:20:00 GMT']);
    expect(await answer.json()).toEqual({ method: 'GET', asked: '' });
  });

  test('a reset connection answers nothing', async () => {
    const { url, faults, requests } = await started();
    faults.add({ reset: true });

    const got = await raw(url, plainGet);

    expect(got).toEqual({ how: 'reset', text: '' });
    expect(requests[0]).not.toHaveProperty('status');
  });

  test('a truncated answer announces the whole body, and stops', async () => {
    const { url, faults, requests } = await started();
    faults.add({ truncate: 5 });

    const { how, text } = await raw(url, plainGet);
    const read = fetch(`${url}/widgets`).then((answer) => answer.text());

    expect(how).toBe('ended');
    expect(text).toMatch(/content-length: 27\r\n.*\r\n\r\n{"met$/s);
    expect(requests[0]).toMatchObject({ status: 200, bytes: 5, fault: true });
    await expect(read).rejects.toThrow();
  });

  test('a truncated answer always misses its last byte', async () => {
    const { url, faults } = await started();
    faults.add({ truncate: 1_000 });

    const { text } = await raw(url, plainGet);

    expect(text).toMatch(/{"method":"GET","asked":""$/);
  });

  test('a reset half way breaks the connection after the head', async () => {
    const { url, faults } = await started();
    faults.add({ truncate: 5, reset: true });

    const read = fetch(`${url}/widgets`).then((answer) => answer.text());

    await expect(read).rejects.toThrow();
  });

  test('a cut answer is complete HTTP around half a JSON', async () => {
    const { url, faults } = await started();
    faults.add({ cut: 5 });

    const answer = await fetch(`${url}/widgets`);

    expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['5', '{"met']);
  });

  test('a delayed answer is the real one', async () => {
    const { url, faults } = await started();
    faults.add({ delayMs: 1 });

    expect((await fetch(`${url}/widgets`)).status).toBe(200);
  });

  test('a processed request reaches the handler although its answer is lost', async () => {
    const seen: string[] = [];
    const { url, faults } = await started({
      handler: ({ url: { pathname } }) => {
        seen.push(pathname);
        return { status: 202 };
      },
    });
    faults.add({ match: { path: '/a' }, reset: true, processed: true });
    faults.add({ match: { path: '/b' }, status: 503, processed: true });
    faults.add({ match: { path: '/c' }, status: 503 });

    await fetch(`${url}/a`).catch(() => undefined);
    const statuses = [(await fetch(`${url}/b`)).status, (await fetch(`${url}/c`)).status];

    expect(statuses).toEqual([503, 503]);
    expect(seen).toEqual(['/a', '/b']);
  });

  test('a rule that is not used up fails verification', async () => {
    const standIn = await started();
    standIn.faults.add({ match: { path: '/widgets' }, status: 500, times: 2 });

    await fetch(`${standIn.url}/widgets`);

    expect(() => standIn.verify()).toThrow(/"status":500,"times":2}, applied 1 times$/);
  });
});

describe('control routes', () => {
  const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  test('requests are listed and forgotten, and control requests are not among them', async () => {
    const { url } = await started();
    await fetch(`${url}/widgets`);

    const listed: unknown = await (await fetch(`${url}/__sandbox/requests`)).json();
    const deleted = await fetch(`${url}/__sandbox/requests`, { method: 'DELETE' });
    const after: unknown = await (await fetch(`${url}/__sandbox/requests`)).json();

    expect(listed).toEqual([expect.objectContaining({ method: 'GET', path: '/widgets', status: 200 })]);
    expect([deleted.status, after]).toEqual([204, []]);
  });

  test('faults are added singly or as a list, and removed', async () => {
    const { url } = await started();

    const one = await post(`${url}/__sandbox/faults`, { match: { path: '/widgets' }, status: 500 });
    const two = await post(`${url}/__sandbox/faults`, [{ status: 418 }]);
    const faulty = await fetch(`${url}/widgets`);
    await fetch(`${url}/__sandbox/faults`, { method: 'DELETE' });
    const sound = await fetch(`${url}/widgets`);

    expect([one.status, two.status, faulty.status, sound.status]).toEqual([201, 201, 500, 200]);
    expect(await two.json()).toEqual([
      { rule: { match: { path: '/widgets' }, status: 500 }, applied: 0 },
      { rule: { status: 418 }, applied: 0 },
    ]);
  });

  test('a malformed rule is refused with every problem, and none of its list is added', async () => {
    const { url, faults } = await started();

    const answer = await post(`${url}/__sandbox/faults`, [
      { status: 500 },
      { statsu: 500, status: 99, match: { path: 1 }, times: 0, reset: false },
    ]);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      message: [
        'cannot add the fault rule: statsu is unknown (known: match, status, headers, body, delayMs, reset, truncate, cut, processed, times)',
        'status is not an integer from 200 to 599',
        'times is not an integer from 1',
        'reset is not true',
        'match.path is not a text',
      ].join('; '),
    });
    expect(faults.list()).toEqual([]);
  });

  test('the clock is read and set', async () => {
    const { url } = await started();

    const before: unknown = await (await fetch(`${url}/__sandbox/clock`)).json();
    const set = await post(`${url}/__sandbox/clock`, { at: '2025-10-24T00:00:00Z' });
    const bad = await post(`${url}/__sandbox/clock`, { at: 'tomorrow' });

    expect(before).toEqual({ at: '2025-10-23T18:20:00.000Z' });
    expect(await set.json()).toEqual({ at: '2025-10-24T00:00:00.000Z' });
    expect(set.headers.get('date')).toBe('Fri, 24 Oct 2025 00:00:00 GMT');
    expect([bad.status, await bad.json()]).toEqual([
      400,
      { message: 'cannot set the clock: the body is not {"at": "<ISO 8601 time>"}' },
    ]);
  });

  test('an unknown route or method names what there is, and faults do not reach control', async () => {
    const { url, faults } = await started({ control: { extra: () => ({ status: 200, body: 'mine' }) } });
    faults.add({ status: 500 });

    const unknown = await fetch(`${url}/__sandbox/series`);
    const method = await fetch(`${url}/__sandbox/clock`, { method: 'PUT' });
    const extra = await fetch(`${url}/__sandbox/extra`);

    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      {
        message:
          'no control route GET /__sandbox/series (/__sandbox/requests, /__sandbox/faults, /__sandbox/clock, /__sandbox/extra)',
      },
    ]);
    expect([method.status, await method.json()]).toEqual([405, { message: '/__sandbox/clock takes GET, POST' }]);
    expect(await extra.text()).toBe('mine');
  });
});

describe('closing', () => {
  test('closing twice is closing once, and the port is free again', async () => {
    const standIn = await started();
    const port = Number(new URL(standIn.url).port);

    await Promise.all([standIn.close(), standIn.close()]);
    const again = await started({ port });

    expect(again.url).toBe(standIn.url);
  });

  test('a request that waits is cut off, and recorded without a status', async () => {
    const standIn = await started();
    standIn.faults.add({ delayMs: 3_600_000 });
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const waiting = fetch(`${standIn.url}/widgets`, { method: 'POST', body, duplex: 'half' }).catch(() => 'cut off');
    while (standIn.faults.unused().length > 0) await new Promise((resolve) => setImmediate(resolve));

    await standIn.close();

    expect(await waiting).toBe('cut off');
    expect(standIn.requests.map(({ status }) => status)).toEqual([undefined]);
  });

  test('a taken port is an error that names it', async () => {
    const { url } = await started();
    const port = Number(new URL(url).port);

    await expect(started({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: listen EADDRINUSE`);
  });
});
