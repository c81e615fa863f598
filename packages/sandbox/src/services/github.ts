import { startStandIn } from '@metta-dd/local-datadog';
import { generateWorld } from '../github/generate/generate-world.js';
import { gitHubHandler } from '../github/handler.js';
import type { Service } from './service.js';

const TOKEN = 'e83b6f0c2d7a4915bb61f2e09c5d3a874f10d6e2';

/** GitHub's REST and GraphQL APIs over a history and what was generated around it. */
export const github: Service = async ({ at, seed, history, profile, port, latencyMs }) => {
  const world = generateWorld(history, { at, seed, ...(profile === undefined ? {} : { profile }) });
  const standIn = await startStandIn({ handler: gitHubHandler(world, { token: TOKEN }), now: at, port, latencyMs });
  const repos = world.repositories.map(({ owner, name }) => `${owner}/${name}`);
  return {
    url: standIn.url,
    standIn,
    env: { GITHUB_API_URL: standIn.url, GITHUB_TOKEN: TOKEN },
    configuration: {
      collectors: {
        github: {
          repos,
          baseUrl: standIn.url,
          forceMergeSources: { ruleSuites: true, tagPrefix: 'forced-' },
          benchmarks: ['*bench*'],
          issueLabels: ['bug'],
          dora: { deployments: { source: 'deployments' }, incidentLabels: ['incident'] },
        },
      },
    },
  };
};
