import { describe, expect, test } from 'vitest';
import { sourceFetch } from './source-fetch.js';

const budget = { observe: () => {} };

describe('the fetch under Octokit', () => {
  test('gives every attempt a timeout of its own', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      signals.push(init?.signal);
      return new Response('{}');
    };
    const sent = sourceFetch({ fetch, signal: new AbortController().signal, budget });

    await sent('http://127.0.0.1/');
    await sent('http://127.0.0.1/');

    expect(new Set(signals).size).toBe(2);
    expect(signals.every((signal) => signal?.aborted === false)).toBe(true);
  });

  test('ends by the name that keeps Octokit from trying again, once the run is over', async () => {
    const run = new AbortController();
    const fetch: typeof globalThis.fetch = async () => {
      run.abort(new Error('the deadline has passed'));
      throw new Error('the deadline has passed');
    };

    const ended = sourceFetch({ fetch, signal: run.signal, budget })('http://127.0.0.1/');

    await expect(ended).rejects.toMatchObject({ name: 'AbortError', message: 'the run has ended' });
  });

  test('hands an unchanged answer over as it is', async () => {
    const answer = new Response(null, { status: 304, headers: { etag: 'W/"1"' } });

    const sent = sourceFetch({ fetch: async () => answer, signal: new AbortController().signal, budget });

    expect(await sent('http://127.0.0.1/')).toBe(answer);
  });
});
