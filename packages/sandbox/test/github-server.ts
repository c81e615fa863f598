import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { Octokit } from '@octokit/rest';
import { afterEach } from 'vitest';
import { gitHubHandler } from '../src/github/handler.js';
import type { GitHubOptions } from '../src/github/options.js';
import type { GitHubWorld } from '../src/github/world.js';
import { at } from './github-world.js';

const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** The moment the servers of the tests live in. */
export const NOW = at(23, 18, 36);

/** A GitHub stand-in that is stopped after the test. */
export async function serve(world: GitHubWorld, options: GitHubOptions = {}): Promise<StandIn> {
  const server = await startStandIn({ handler: gitHubHandler(world, options), now: NOW });
  running.push(server);
  return server;
}

/** A client without retries and throttling. */
export function clientOf(server: StandIn, auth = 'good-token'): Octokit {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return new Octokit({ auth, baseUrl: server.url, log: silent });
}

interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
}

/** What a GraphQL query is answered, errors included. */
export async function ask(server: StandIn, query: string, variables: Record<string, unknown> = {}): Promise<Answered> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: 'bearer good-token', 'user-agent': 'test', 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
