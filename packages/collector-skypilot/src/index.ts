import { defineCollector } from '@metta-dd/core';
import { SkyPilotConfig } from './config.js';
import { Jobs } from './datasets.js';
import { BurnRate } from './metrics/burn-rate.js';
import { JobCounts } from './metrics/job-counts.js';
import { Places } from './metrics/places.js';
import { Resources } from './metrics/resources.js';
import { RunTimes } from './metrics/run-times.js';
import { SingleTasks } from './metrics/single-tasks.js';
import { QueueTimes } from './queue-times.js';

export default defineCollector({
  id: 'skypilot',
  title: 'SkyPilot',
  config: SkyPilotConfig,
  environment: { endpoint: ['SKYPILOT_API_SERVER_ENDPOINT'] },
  secrets: {
    token: { env: ['SKYPILOT_SERVICE_ACCOUNT_TOKEN'], awsSecret: 'skypilot/api-key', optional: true },
    password: { env: ['SKYPILOT_PASSWORD'], optional: true },
  },
  collectors: [JobCounts, RunTimes, Resources, Places, BurnRate, SingleTasks],
  open: async (run) => (await import('./api.js')).SkyPilotApi.open(run),
  targets: (api) => api.targets(),
  create: (api, run, target) => {
    const jobs = new Jobs(run, api, target);
    return [
      new JobCounts(run, jobs),
      new RunTimes(run, jobs),
      new Resources(run, jobs),
      new Places(run, jobs),
      new BurnRate(run, jobs),
      new SingleTasks(run, jobs, new QueueTimes(run, api, jobs)),
    ];
  },
});
