import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hintOf } from '../errors.js';
import { openNetwork } from '../runtime/network.js';
import { memoryState } from '../runtime/state.js';
import { createHttpClient, type HttpClientOptions } from './client.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

type Answer = readonly [status: number, body?: string, headers?: Record<string, string>];

/** Answers in turn, the last one for ever; a function answers itself. */
async function source(...answers: (Answer | RequestListener)[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    if (typeof answer === 'function') return answer(request, response);
    const [status, body = '', headers = {}] = answer ?? [500];
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/base/`;
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { baseUrl, requests };
}

function client(options: HttpClientOptions, signal = new AbortController().signal) {
  const network = openNetwork({ environment: {} });
  closing.push(() => network.close());
  const waits: number[] = [];
  const log = { debug: () => undefined, warn: () => undefined, protect: () => undefined };
  const http = createHttpClient(
    { fetch: network.fetch, signal, log },
    {
      random: () => 0.5,
      sleep: async (ms, over) => {
        waits.push(ms);
        over.throwIfAborted();
      },
      ...options,
    },
  );
  return { http, waits };
}

test('asks below the base with query and headers, and hands out what the schema makes of the answer', async () => {
  const { baseUrl, requests } = await source([200, '{"runs":[{"id":"7"}]}']);
  const { http } = client({ baseUrl, headers: () => ({ authorization: 'Bearer x' }), userAgent: 'metta-dd/1' });
  const schema = z.object({ runs: z.array(z.object({ id: z.coerce.number() })) });

  const answer = await http.get('/runs', { schema, query: { a: 1, b: ['x', 'y'], c: undefined, d: 'é &' } });

  expect(answer).toEqual({ runs: [{ id: 7 }] });
  expect(requests.map(({ url }) => url)).toEqual(['/base/runs?a=1&b=x&b=y&d=%C3%A9+%26']);
  expect(requests[0]?.headers).toMatchObject({
    authorization: 'Bearer x',
    'user-agent': 'metta-dd/1',
    accept: 'application/json',
  });
});

test('posts JSON and hands out the whole answer', async () => {
  let body = '';
  const { baseUrl } = await source((request, response) => {
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => response.writeHead(200, { 'x-request-id': 'r1' }).end('null'));
  });

  const answer = await client({ baseUrl }).http.request({ method: 'POST', path: 'status', body: { all: true } });

  expect([body, answer.status, answer.body, answer.headers.get('x-request-id')]).toEqual([
    '{"all":true}',
    200,
    null,
    'r1',
  ]);
});

describe('asks again', () => {
  test.each([408, 429, 500, 502, 503, 504])('after %s', async (status) => {
    const { baseUrl, requests } = await source([status], [200, '1']);
    const { http, waits } = client({ baseUrl });

    const answer = await http.get('/x');

    expect([answer, requests.length, waits]).toEqual([1, 2, [500]]);
  });

  test('after a reset, a cut body and no answer in time', async () => {
    const { baseUrl, requests } = await source(
      (request) => request.socket.destroy(),
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"cut":');
        setImmediate(() => response.destroy());
      },
      () => undefined,
      [200, '1'],
    );
    const { http } = client({ baseUrl, timeoutMs: 100 });

    const answer = await http.get('/x');

    expect([answer, requests.length]).toEqual([1, 4]);
  });

  test('later and later, and then says what came', async () => {
    const { baseUrl, requests } = await source([503, '{"message":"maintenance"}']);
    const { http, waits } = client({ baseUrl });

    const failure = http.get('/runs', { query: { token: 'secret' } });

    await expect(failure).rejects.toMatchObject({
      name: 'SourceError',
      message: 'cannot GET /base/runs: 503 maintenance, 4 times',
      status: 503,
    });
    expect([requests.length, waits]).toEqual([4, [500, 1_000, 2_000]]);
  });

  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['a date by the clock of the source', { 'retry-after': 'Thu, 23 Oct 2025 18:20:09 GMT' }, 9_000],
    ['a date that passed', { 'retry-after': 'Thu, 23 Oct 2025 18:19:00 GMT' }, 500],
    ['the reset of its quota', { 'ratelimit-reset': '12' }, 12_000],
    ['nonsense', { 'retry-after': 'soon' }, 500],
  ])('when the source says %s', async (_, headers, expected) => {
    const date = 'Thu, 23 Oct 2025 18:20:00 GMT';
    const { baseUrl } = await source([429, '', { date, ...headers }], [200, '1']);
    const { http, waits } = client({ baseUrl });

    await http.get('/x');

    expect(waits).toEqual([expected]);
  });

  test('not when the source asks for more time than there is', async () => {
    const { baseUrl, requests } = await source([429, '', { 'retry-after': '3600' }]);

    const failure = client({ baseUrl }).http.get('/x');

    await expect(failure).rejects.toThrow('cannot GET /base/x: 429 Too Many Requests, asks to wait 3600 s');
    expect(requests.length).toEqual(1);
  });

  test.each([400, 404, 409, 422])('not after %s', async (status) => {
    const { baseUrl, requests } = await source([status, '{"errors":[{"message":"bad\\nfilter"}]}']);

    await expect(client({ baseUrl }).http.get('/x')).rejects.toThrow(`cannot GET /base/x: ${status} bad filter`);
    expect(requests.length).toEqual(1);
  });

  test('a POST only where that does no harm', async () => {
    const { baseUrl, requests } = await source([503]);
    const { http } = client({ baseUrl, retry: { attempts: 3 } });

    const failures = await Promise.allSettled([http.post('/plain'), http.post('/query', { idempotent: true })]);

    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(requests.map(({ url }) => url ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
      '/base/plain',
      '/base/query',
      '/base/query',
      '/base/query',
    ]);
  });

  test('less often where a status is known to last', async () => {
    const { baseUrl, requests } = await source([500]);

    const failure = client({ baseUrl, retry: { attemptsOf: { 500: 2 } } }).http.get('/x');

    await expect(failure).rejects.toThrow('500 Internal Server Error, 2 times');
    expect(requests.length).toEqual(2);
  });
});

describe('the end of the run', () => {
  test('ends a request and is not taken for a failure of the source', async () => {
    const over = new AbortController();
    const reason = new Error('the deadline of 2 s passed');
    const { baseUrl, requests } = await source(() => over.abort(reason));

    await expect(client({ baseUrl }, over.signal).http.get('/x')).rejects.toBe(reason);
    expect(requests.length).toEqual(1);
  });

  test('ends a wait', async () => {
    const over = new AbortController();
    const reason = new Error('the deadline of 2 s passed');
    const { baseUrl, requests } = await source([503]);
    const sleep = async (_: number, signal: AbortSignal) => {
      over.abort(reason);
      signal.throwIfAborted();
    };

    await expect(client({ baseUrl, sleep }, over.signal).http.get('/x')).rejects.toBe(reason);
    expect(requests.length).toEqual(1);
  });
});

describe('refused credentials', () => {
  test.each([401, 403])('with %s are an authentication error with a hint, and asked once', async (status) => {
    const { baseUrl, requests } = await source([status, '{"detail":"Forbidden"}']);
    const hint = ({ kind }: { kind: string }) => (kind === 'authentication' ? 'set WANDB_API_KEY' : undefined);

    const failure: unknown = await client({ baseUrl, hint })
      .http.get('/x')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: 'AuthenticationError',
      message: `cannot GET /base/x: ${status} Forbidden`,
      status,
    });
    expect([hintOf(failure), requests.length]).toEqual(['set WANDB_API_KEY', 1]);
  });

  test.each([
    '/oauth2/start?rd=secret',
    'https://login.example.com/?t=secret',
    'https://id.example.com/login?t=secret',
  ])('with a redirect to %s say so without the query', async (location) => {
    const { baseUrl } = await source([302, '', { location }]);

    const failure: unknown = await client({ baseUrl })
      .http.get('/x')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringMatching(
        /^cannot GET \/base\/x: 302 redirects to a login page \([^?]+\): needs authentication$/,
      ),
    });
  });
});

describe('a redirect', () => {
  test('within the origin is followed', async () => {
    const { baseUrl, requests } = await source([301, '', { location: '/moved' }], [200, '1']);

    expect(await client({ baseUrl }).http.get('/x')).toEqual(1);
    expect(requests.map(({ url }) => url)).toEqual(['/base/x', '/moved']);
  });

  test.each([
    ['to another host', 'https://other.example/x?t=secret', '302 redirects to another host (other.example)'],
    ['in a loop', '/base/x', 'more than 5 redirects'],
    ['to nowhere', 'http://[', '302 without a place to go to'],
  ])('%s is an error', async (_, location, reason) => {
    const { baseUrl } = await source([302, '', { location }]);

    await expect(client({ baseUrl }).http.get('/x')).rejects.toMatchObject({
      name: 'SourceError',
      message: `cannot GET /base/x: ${reason}`,
    });
  });

  test('can be refused whatever it leads to', async () => {
    const { baseUrl } = await source([307, '', { location: '/dashboard' }]);

    await expect(client({ baseUrl, redirects: 'refuse' }).http.get('/x')).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });
});

describe('an answer that is none', () => {
  test.each([
    [
      'HTML',
      [200, '<!DOCTYPE html><title>Login</title>', { 'content-type': 'text/html' }],
      '200 with a page of HTML instead of JSON',
    ],
    ['cut JSON', [200, '{"runs":[1,2'], '200 with 12 characters of broken or cut JSON instead of JSON'],
    ['nothing', [200, ''], '200 with an empty body instead of JSON'],
    ['text', [200, 'ok', { 'content-type': 'text/plain' }], '200 with text/plain instead of JSON'],
    ['an unasked 304', [304], '304 to a request that was not conditional'],
    ['too much', [200, `"${'x'.repeat(2_000)}"`], 'the answer is larger than 1000 bytes'],
    [
      'too much once unpacked',
      [200, gzipSync(`"${'x'.repeat(2_000)}"`).toString('latin1'), { 'content-encoding': 'gzip' }],
      'the answer is larger than 1000 bytes',
    ],
  ] as const)('because it is %s fails', async (_, [status, body, headers], reason) => {
    const { baseUrl, requests } = await source((_request, response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(Buffer.from(body ?? '', 'latin1'));
    });

    await expect(client({ baseUrl, maxBytes: 1_000 }).http.get('/x')).rejects.toThrow(`cannot GET /base/x: ${reason}`);
    expect(requests.length).toEqual(1);
  });

  test('because of its shape fails with the places and without the values', async () => {
    const { baseUrl } = await source([200, '{"runs":[{"id":1},{"id":"secret"},{},{},{}]}']);
    const schema = z.object({ runs: z.array(z.object({ id: z.number() })) });

    const failure: unknown = await client({ baseUrl })
      .http.get('/x', { schema, what: 'list runs of acme' })
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      message:
        'cannot list runs of acme: the answer is not as expected: ' +
        'at runs.1.id: Invalid input: expected number, received string; ' +
        'at runs.2.id: Invalid input: expected number, received undefined; ' +
        'at runs.3.id: Invalid input: expected number, received undefined; and 1 more',
    });
  });
});

test('hands out an accepted refusal as an answer, asked once', async () => {
  const { baseUrl, requests } = await source([500, '{"detail":{"error":"{}"}}']);

  const answer = await client({ baseUrl }).http.request({ method: 'GET', path: '/x', accept: [500] });

  expect([answer.status, answer.body, requests.length]).toEqual([500, { detail: { error: '{}' } }, 1]);
});

test('no content is an answer of its own', async () => {
  const { baseUrl } = await source([204]);

  expect(await client({ baseUrl }).http.post('/cancel')).toEqual(undefined);
});

describe('conditional requests', () => {
  const conditional: RequestListener = ({ headers }, response) => {
    if (headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else response.writeHead(200, { etag: '"1"', link: '</x?page=2>; rel="next"' }).end('{"runs":[1]}');
  };

  test('hand out what is stored where the source says that it still holds', async () => {
    const { baseUrl, requests } = await source(conditional);
    const cache = (await memoryState()).cache('x');
    const request = { method: 'GET', path: '/x', query: { page: 1 } };

    const first = await client({ baseUrl, cache }).http.request(request);
    const second = await client({ baseUrl, cache }).http.request(request);

    expect([first.unchanged, second.unchanged, requests.length]).toEqual([false, true, 2]);
    expect([second.status, second.body, second.headers.get('link')]).toEqual([
      200,
      { runs: [1] },
      '</x?page=2>; rel="next"',
    ]);
  });

  test('keep the answers to different queries apart', async () => {
    const { baseUrl, requests } = await source(conditional);
    const { http } = client({ baseUrl, cache: (await memoryState()).cache('x') });

    await http.get('/x', { query: { page: 1 } });
    await http.get('/x', { query: { page: 2 } });

    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });

  test('store nothing that was not understood', async () => {
    const { baseUrl, requests } = await source([200, '{"cut":', { etag: '"1"' }]);
    const { http } = client({ baseUrl, cache: (await memoryState()).cache('x') });

    await Promise.allSettled([http.get('/x')]);
    await Promise.allSettled([http.get('/x')]);

    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });
});

describe('addresses', () => {
  test('of the same origin may be absolute', async () => {
    const { baseUrl, requests } = await source([200, '1']);

    await client({ baseUrl }).http.get(new URL('/other?page=2', baseUrl).href);

    expect(requests.map(({ url }) => url)).toEqual(['/other?page=2']);
  });

  test('of another origin are refused', async () => {
    const { http } = client({ baseUrl: 'http://127.0.0.1:9/' });

    await expect(http.get('https://other.example/x')).rejects.toThrow(
      'cannot ask other.example: the source is 127.0.0.1:9',
    );
  });

  test.each(['', 'ftp://x', 'https://user:secret@x.example'])('the base %j is a configuration error', (baseUrl) => {
    expect(() => client({ baseUrl })).toThrow(/^cannot use the base URL: it (is no|holds)/);
  });

  test('that nobody listens on say so', async () => {
    const { baseUrl } = await source([200]);
    await closing.pop()?.();

    const failure = client({ baseUrl, retry: { attempts: 1 } }).http.get('/x');

    await expect(failure).rejects.toThrow(`cannot GET /base/x: connect ECONNREFUSED ${new URL(baseUrl).host}`);
  });
});
