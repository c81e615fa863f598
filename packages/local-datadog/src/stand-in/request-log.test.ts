import { afterEach, describe, expect, test } from 'vitest';
import { standIns } from '../../test/stand-ins.js';

const { start, close } = standIns();

afterEach(close);

describe('the request log', () => {
  test('a request is recorded with its query, JSON, answer and times, and without its secrets', async () => {
    const { url, requests } = await start();

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
    const { url, requests } = await start();

    await fetch(`${url}/widgets`, { method: 'POST', body: new URLSearchParams({ Action: 'DescribeInstances' }) });
    await fetch(`${url}/widgets`, { method: 'POST', body: '{' });

    expect(requests.map(({ body }) => body)).toEqual([
      { bytes: 24, sha256: expect.any(String), form: 'Action=DescribeInstances' },
      { bytes: 1, sha256: expect.any(String) },
    ]);
  });

  test('an unexpected request is answered 404 and fails verification by name', async () => {
    const standIn = await start();

    const answer = await fetch(`${standIn.url}/gadgets`);

    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
    expect(standIn.unexpected.map(({ path }) => path)).toEqual(['/gadgets']);
    expect(() => standIn.verify()).toThrow(
      /1 requests that no route answers \(add the route, or correct the request\):\n {2}GET \/gadgets$/,
    );
  });

  test('a stand-in that was used as scripted passes verification', async () => {
    const standIn = await start();

    await fetch(`${standIn.url}/widgets`);

    expect(() => standIn.verify()).not.toThrow();
  });

  test('a client that goes away before the answer is recorded without a status', async () => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const standIn = await start({
      handler: async (_request, { signal }) => {
        signal.addEventListener('abort', () => gone.resolve());
        asked.resolve();
        await gone.promise;
        return { status: 200 };
      },
    });
    const client = new AbortController();

    const read = fetch(standIn.url, { signal: client.signal });
    await asked.promise;
    client.abort();

    await expect(read).rejects.toThrow();
    await expect
      .poll(() => standIn.requests.map(({ status, error }) => [status, error]))
      .toEqual([[undefined, undefined]]);
  });
});
