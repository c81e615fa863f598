import { expect, test } from 'vitest';
import { post } from './transport.js';

const failing = (cause: unknown) => () => Promise.reject(new TypeError('fetch failed', { cause }));
const errorOf = (fields: object) => Object.assign(new Error('no luck'), fields);

test.each([
  ['a refused connection', errorOf({ code: 'ECONNREFUSED' }), 'unsent'],
  ['an unknown host', errorOf({ code: 'ENOTFOUND' }), 'unsent'],
  ['a certificate that expired', errorOf({ code: 'CERT_HAS_EXPIRED' }), 'unsent'],
  ['a proxy that refuses the tunnel', errorOf({ code: 'UND_ERR_ABORTED' }), 'unsent'],
  ['a connection that timed out', errorOf({ code: 'ETIMEDOUT', syscall: 'connect' }), 'unsent'],
  ['a reset', errorOf({ code: 'ECONNRESET', syscall: 'read' }), 'unknown'],
  ['a socket that was closed', errorOf({ code: 'UND_ERR_SOCKET' }), 'unknown'],
  ['an error without a code', new Error('no luck'), 'unknown'],
])('%s leaves a request as it must be taken', async (_, cause, ended) => {
  const request = { url: 'http://127.0.0.1:1', headers: {}, body: '{}' };
  const signal = new AbortController().signal;

  const exchange = await post(request, { fetch: failing(cause), timeoutMs: 1000, signal, nowMs: () => 0 });

  expect(exchange).toEqual({ ended, reason: 'fetch failed: no luck' });
});

test('nothing is sent once the run is stopped', async () => {
  const request = { url: 'http://127.0.0.1:1', headers: {}, body: '{}' };
  const options = { fetch: failing(undefined), timeoutMs: 1000, signal: AbortSignal.abort(), nowMs: () => 0 };

  const exchange = await post(request, options);

  expect(exchange).toEqual({ ended: 'unsent', reason: 'the run was stopped' });
});
