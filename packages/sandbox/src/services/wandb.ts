import { startStandIn } from '@metta-dd/local-datadog';
import { generateWandbWorld } from '../wandb/generate.js';
import { wandbHandler } from '../wandb/handler.js';
import type { Service } from './service.js';

const API_KEY = 'local-0d6a1f83b7c94e52a8e6074b3f9d21c5e8a74b60';

/** The GraphQL API of Weights & Biases over generated runs of two projects. */
export const wandb: Service = async ({ at, seed, port, latencyMs }) => {
  const world = generateWandbWorld({ at, seed, projects: 2 });
  const standIn = await startStandIn({ handler: wandbHandler(world, { apiKey: API_KEY }), now: at, port, latencyMs });
  return {
    url: standIn.url,
    standIn,
    env: { WANDB_BASE_URL: standIn.url, WANDB_API_KEY: API_KEY },
    configuration: {
      collectors: {
        wandb: {
          baseUrl: standIn.url,
          projects: world.projects.map(({ entity, name }) => ({ entity, project: name })),
          summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
          gpu: { prices: { h100: 2.5, a100: 1.5 } },
        },
      },
    },
  };
};
