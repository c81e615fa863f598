import { defineCollector } from '@metta-dd/core';
import { K8sApi } from '../src/api.js';
import k8s from '../src/index.js';

/** The collector, with retries that wait for nothing. */
export const impatient = defineCollector({
  ...k8s,
  open: (run) => K8sApi.open(run, { sleep: async () => {} }),
});
