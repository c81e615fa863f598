import { defineCollector } from '@metta-dd/core';
import { WandbApi } from '../src/api.js';
import wandb from '../src/index.js';

/** The collector, with pauses and retries that wait for nothing. */
export const impatient = defineCollector({
  ...wandb,
  open: (run) => WandbApi.open(run, { sleep: async () => {} }),
});
