import { fakeRun } from '@metta-dd/test-kit';
import pLimit from 'p-limit';
import { Budget } from '../src/api/budget.js';
import { GraphQl } from '../src/api/graphql.js';
import { createClient } from '../src/api/octokit.js';
import { Rest } from '../src/api/rest.js';
import { GitHubConfig } from '../src/config.js';
import { AT } from './scenes.js';

/** The ways to a server, without any waiting. */
export async function clientOf(url: string, config: object = {}) {
  const parsed = GitHubConfig.parse({ repos: ['acme/metta'], baseUrl: url, ...config });
  const secrets = { token: 'a-token', appKey: undefined };
  const run = fakeRun({ config: parsed, secrets, startedAt: AT, fetch });
  const budget = new Budget(parsed.budget, (quota) => run.quota(quota));
  const lanes = { rest: pLimit(8), graph: pLimit(4) };
  let secondaryLimits = 0;
  const onSecondaryLimit = () => void secondaryLimits++;
  const client = await createClient({ run, budget, onSecondaryLimit, secondMs: 0 });
  return {
    ...client,
    run,
    rest: new Rest({ ...client, budget, lane: lanes.rest, cache: run.cache, startedAt: AT }),
    graph: new GraphQl({ ...client, budget, lane: lanes.graph, signal: run.signal, pauseMs: 0 }),
    secondaryLimits: () => secondaryLimits,
  };
}
