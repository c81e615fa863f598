import { afterEach, describe, expect, test } from 'vitest';
import { raw, standIns } from '../../test/stand-ins.js';

const { start, close } = standIns();
const at = new Date('2025-10-23T18:20:00.000Z');

afterEach(close);

describe('answers', () => {
  test('an object is sent as JSON with the date of the clock', async () => {
    const { url } = await start();

    const answer = await fetch(`${url}/widgets`, { method: 'POST', body: 'hello' });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('date')).toBe('Thu, 23 Oct 2025 18:20:00 GMT');
    expect(await answer.json()).toEqual({ method: 'POST', asked: 'hello' });
  });

  test('a followed clock moves and a set clock stands', async () => {
    let time = at.getTime();
    const { url, clock } = await start({ now: () => new Date(time) });

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
    const { url } = await start({ handler: async () => answers.shift() });

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
    const standIn = await start({ handler: () => Promise.reject(new Error('no such table')) });

    const answer = await fetch(`${standIn.url}/widgets`);

    expect([answer.status, await answer.json()]).toEqual([500, { message: 'the stand-in failed: no such table' }]);
    expect(() => standIn.verify()).toThrow(/stand-in itself failed:\n {2}GET \/widgets: no such table/);
  });

  test('an answer that is no HTTP closes the connection and fails verification', async () => {
    const standIn = await start({ handler: () => ({ status: 200, headers: { link: 'a\nb' } }) });

    const read = fetch(standIn.url);

    await expect(read).rejects.toThrow();
    expect(standIn.requests).toHaveLength(1);
    expect(() => standIn.verify()).toThrow('GET /: Invalid character in header content ["link"]');
  });

  test('a path of two slashes stays a path and a full address is refused', async () => {
    const { url, requests } = await start();

    await fetch(`${url}//widgets`);
    const { text } = await raw(url, 'GET http://elsewhere/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

    expect(text).toMatch(/^HTTP\/1.1 400 .*the request target is not a path/s);
    expect(requests.map(({ path, status }) => [path, status])).toEqual([
      ['//widgets', 404],
      ['/', 400],
    ]);
  });

  test('a body of exactly the limit is read and one byte more is refused', async () => {
    const { url } = await start({ maxBodyBytes: 1_000 });

    const fits = await fetch(`${url}/widgets`, { method: 'POST', body: 'x'.repeat(1_000) });
    const over = await fetch(`${url}/widgets`, { method: 'POST', body: 'x'.repeat(1_001) });

    expect([fits.status, over.status]).toEqual([200, 413]);
    expect(await over.json()).toEqual({ message: 'the body has 1001 bytes, the stand-in reads at most 1000' });
  });

  test('a request that never ends is answered 408', async () => {
    const { url } = await start({ requestTimeoutMs: 50 });

    const { text } = await raw(url, 'POST /widgets HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');

    expect(text).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n.*{"message":"Request Timeout"}$/s);
  });

  test('what is no HTTP is answered 400', async () => {
    const { url } = await start();

    const { text } = await raw(url, 'hello\r\n\r\n');

    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request/);
  });
});

describe('closing', () => {
  test('closing twice is closing once, and the port is free again', async () => {
    const standIn = await start();
    const port = Number(new URL(standIn.url).port);

    await Promise.all([standIn.close(), standIn.close()]);
    const again = await start({ port });

    expect(again.url).toBe(standIn.url);
  });

  test('a request that waits is cut off, and recorded without a status', async () => {
    const standIn = await start();
    standIn.faults.add({ delayMs: 3_600_000 });
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const waiting = fetch(`${standIn.url}/widgets`, { method: 'POST', body, duplex: 'half' }).catch(() => 'cut off');
    while (standIn.faults.unused().length > 0) await new Promise((resolve) => setImmediate(resolve));

    await standIn.close();

    expect(await waiting).toBe('cut off');
    expect(standIn.requests.map(({ status }) => status)).toEqual([undefined]);
  });

  test('a taken port is an error that names it', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);

    await expect(start({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: listen EADDRINUSE`);
  });
});
