import { defineCollector } from '@metta-dd/core';
import { WandbConfig } from './config.js';
import { ProjectRuns } from './datasets/project-runs.js';
import { Results } from './metrics/results.js';
import { RunEvents } from './metrics/run-events.js';
import { Runs } from './metrics/runs.js';
import { Training } from './metrics/training.js';

export default defineCollector({
  id: 'wandb',
  title: 'Weights & Biases',
  config: WandbConfig,
  environment: {
    baseUrl: ['WANDB_BASE_URL'],
    entity: ['WANDB_ENTITY'],
    project: ['WANDB_PROJECT'],
    identityTokenFile: ['WANDB_IDENTITY_TOKEN_FILE'],
  },
  hosts: ['api.wandb.ai'],
  secrets: { apiKey: { env: ['WANDB_API_KEY'], awsSecret: 'wandb/api-key', optional: true } },
  collectors: [Runs, Results, Training, RunEvents],
  // The server measures the query time of a user over all projects.
  parallelTargets: 4,
  open: async (run) => (await import('./api.js')).WandbApi.open(run),
  targets: (api) => api.projects(),
  create: (api, run, target) => {
    const runs = new ProjectRuns(run, api.project(target));
    return [new Runs(run, runs), new Results(run, runs), new Training(run, runs), new RunEvents(run, runs)];
  },
});
