import { expect, test } from 'vitest';
import { AuthenticationError, hintOf, reasonOf } from './errors.js';
import { Collector, DatasetError, isAuthentication, type RunContext } from './index.js';

const run: RunContext<object> = {
  config: {},
  secrets: {},
  startedAt: new Date('2026-11-20T00:00:00Z'),
  signal: new AbortController().signal,
  log: { debug: () => {}, warn: () => {}, protect: () => {} },
  fetch,
  cache: { get: async () => undefined, set: async () => {} },
  fetchWith: () => fetch,
  network: { proxyFor: () => undefined, ca: undefined },
  quota: () => {},
};

class Probe extends Collector<object> {
  calls = 0;
  readonly pages = this.once('pages', async () => {
    this.calls++;
    throw new AuthenticationError('401 bad credentials', { hint: 'set T_TOKEN', status: 401 });
  });
  readonly sync = this.once('rows', () => {
    throw new Error('no such table');
  });
  readonly books = this.once('books', () => this.pages());
  edge(iso: string, days?: number) {
    return this.inWindow(new Date(iso), days);
  }
}

test('fetches once and shares one error object', async () => {
  const probe = new Probe(run);

  const errors = await Promise.all([probe.pages(), probe.pages()].map((page) => page.catch((error: unknown) => error)));

  expect(probe.calls).toBe(1);
  expect(errors[0]).toBe(errors[1]);
  expect(errors[0]).toBeInstanceOf(DatasetError);
  expect([reasonOf(errors[0]), hintOf(errors[0]), isAuthentication(errors[0])]).toEqual([
    'cannot fetch pages: 401 bad credentials',
    'set T_TOKEN',
    true,
  ]);
});

test('what takes from a failed dataset fails with it, as one object', async () => {
  const probe = new Probe(run);

  const errors = await Promise.all([probe.pages(), probe.books()].map((one) => one.catch((error: unknown) => error)));

  expect(errors[0]).toBe(errors[1]);
});

test('a fetch that throws at once is a failed dataset like any other', async () => {
  await expect(new Probe(run).sync()).rejects.toThrow('cannot fetch rows: no such table');
});

test('a window is open at its old edge and closed at the run', () => {
  const probe = new Probe(run);

  expect([
    probe.edge('2026-11-13T00:00:00Z'),
    probe.edge('2026-11-13T00:00:00.001Z'),
    probe.edge('2026-11-20T00:00:00Z'),
    probe.edge('2026-11-20T00:00:00.001Z'),
    probe.edge('2026-11-13T00:00:00Z', 8),
  ]).toEqual([false, true, true, false, true]);
});

test('the reason behind a bare "fetch failed" is told', () => {
  const error = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });

  expect(reasonOf(error)).toBe('fetch failed: connect ECONNREFUSED 127.0.0.1:1');
});
