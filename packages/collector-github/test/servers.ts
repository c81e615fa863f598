import type { StandIn } from '@metta-dd/local-datadog';
import type { GitHubOptions, GitHubWorld } from '@metta-dd/sandbox';
import { afterEach } from 'vitest';
import { serve } from './scenes.js';

const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A GitHub stand-in that is stopped after the test. */
export async function served(world: GitHubWorld, options?: GitHubOptions, now?: Date): Promise<StandIn> {
  const server = await serve(world, options, now);
  running.push(server);
  return server;
}
