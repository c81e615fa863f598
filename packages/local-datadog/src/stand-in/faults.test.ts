import { afterEach, describe, expect, test } from 'vitest';
import { plainGet, raw, standIns } from '../../test/stand-ins.js';

const { start, close } = standIns();

afterEach(close);

describe('faults', () => {
  test('the first matching rule wins until its times are used up', async () => {
    const { url, faults } = await start();
    faults.add({ match: { path: '/wid*' }, status: 503, headers: { 'retry-after': '7' }, body: 'busy', times: 2 });
    faults.add({ match: { path: '/widgets' }, status: 500, times: 1 });

    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await fetch(`${url}/widgets`));

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 500, 200]);
    expect([answers[0]?.headers.get('retry-after'), await answers[0]?.text()]).toEqual(['7', 'busy']);
    expect(faults.unused()).toEqual([]);
  });

  test('a rule matches by method, path, query and body together', async () => {
    const { url, faults, requests } = await start();
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
    const { url, faults } = await start();
    faults.add({ match: { path: '/w.dgets' }, status: 500 });

    expect((await fetch(`${url}/widgets`)).status).toBe(200);
  });

  test('headers alone are added to the real answer', async () => {
    const { url, faults } = await start();
    faults.add({ headers: { date: 'Thu, 23 Oct 2025 16:20:00 GMT' } });

    const answer = await fetch(`${url}/widgets`);

    expect([answer.status, answer.headers.get('date')]).toEqual([200, 'Thu, 23 Oct 2025 16:20:00 GMT']);
    expect(await answer.json()).toEqual({ method: 'GET', asked: '' });
  });

  test('a reset connection answers nothing', async () => {
    const { url, faults, requests } = await start();
    faults.add({ reset: true });

    const got = await raw(url, plainGet);

    expect(got).toEqual({ how: 'reset', text: '' });
    expect(requests[0]).not.toHaveProperty('status');
  });

  test('a truncated answer announces the whole body, and stops', async () => {
    const { url, faults, requests } = await start();
    faults.add({ truncate: 5 });

    const { how, text } = await raw(url, plainGet);
    const read = fetch(`${url}/widgets`).then((answer) => answer.text());

    expect(how).toBe('ended');
    expect(text).toMatch(/content-length: 27\r\n.*\r\n\r\n{"met$/s);
    expect(requests[0]).toMatchObject({ status: 200, bytes: 5, fault: true });
    await expect(read).rejects.toThrow();
  });

  test('a truncated answer always misses its last byte', async () => {
    const { url, faults } = await start();
    faults.add({ truncate: 1_000 });

    const { text } = await raw(url, plainGet);

    expect(text).toMatch(/{"method":"GET","asked":""$/);
  });

  test('a reset half way breaks the connection after the head', async () => {
    const { url, faults } = await start();
    faults.add({ truncate: 5, reset: true });

    const read = fetch(`${url}/widgets`).then((answer) => answer.text());

    await expect(read).rejects.toThrow();
  });

  test('a cut answer is complete HTTP around half a JSON', async () => {
    const { url, faults } = await start();
    faults.add({ cut: 5 });

    const answer = await fetch(`${url}/widgets`);

    expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['5', '{"met']);
  });

  test('a delayed answer is the real one', async () => {
    const { url, faults } = await start();
    faults.add({ delayMs: 1 });

    expect((await fetch(`${url}/widgets`)).status).toBe(200);
  });

  test('a processed request reaches the handler although its answer is lost', async () => {
    const seen: string[] = [];
    const { url, faults } = await start({
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
    const standIn = await start();
    standIn.faults.add({ match: { path: '/widgets' }, status: 500, times: 2 });

    await fetch(`${standIn.url}/widgets`);

    expect(() => standIn.verify()).toThrow(/"status":500,"times":2}, applied 1 times$/);
  });
});
