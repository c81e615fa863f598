import { causesOf } from '../errors.js';

/** A `fetch failed` whose direct cause says what broke; an abort, or any other error, as it is. */
export function clarified(error: unknown, proxyHost: string | undefined): unknown {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return error;
  const root = [...causesOf(error)].at(-1);
  if (root === undefined || root === error) return error;
  const refusal = /^Proxy response \((\d+)\)/.exec(root.message);
  if (refusal !== null && proxyHost !== undefined) {
    const message = `the proxy ${proxyHost} answered ${refusal[1]} to the request for a tunnel`;
    return new TypeError('fetch failed', { cause: new Error(message, { cause: root }) });
  }
  return new TypeError('fetch failed', { cause: firstOf(root) });
}

// Node tries every address of a host and reports the failures together, with no message of their own.
function firstOf(root: Error): Error {
  const first: unknown = root instanceof AggregateError ? root.errors[0] : undefined;
  return root.message === '' && first instanceof Error ? first : root;
}
