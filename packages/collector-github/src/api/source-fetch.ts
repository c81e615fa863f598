import type { Budget } from './budget.js';

// GitHub itself gives up after 10 s: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
const TIMEOUT_MS = 12_000;
const BODILESS = new Set([204, 205, 304]);

export interface SourceFetchOptions {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly budget: Pick<Budget, 'observe'>;
  readonly timeoutMs?: number;
}

/** The fetch under Octokit: a fresh timeout for each attempt, the body read whole, and the quota noted. */
export function sourceFetch({ fetch, signal, budget, timeoutMs = TIMEOUT_MS }: SourceFetchOptions): typeof fetch {
  return async (input, init) => {
    // Cleared at the end: a signal that is still to fire would hold every answer of the last twelve seconds in memory.
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new DOMException('no answer in time', 'TimeoutError')), timeoutMs);
    try {
      const answer = await fetch(input, { ...init, signal: timeout.signal });
      budget.observe(answer);
      if (BODILESS.has(answer.status)) return answer;
      // Octokit takes a body that breaks off for an empty one; read here, the break is a network error.
      const body = await answer.arrayBuffer();
      return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
    } catch (cause) {
      // By this name Octokit knows that the run is over and neither wraps nor retries.
      if (signal.aborted) throw new DOMException('the run has ended', { name: 'AbortError', cause });
      throw cause;
    } finally {
      clearTimeout(timer);
    }
  };
}
