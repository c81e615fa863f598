import { defineCollector } from '@metta-dd/core';
import type { Pace } from '../src/api/asking.js';
import { AsanaApi } from '../src/api.js';
import asana from '../src/index.js';

/** Waits for nothing. */
const HURRY: Pace = {
  after: (_ms, then) => {
    const handle = setImmediate(then);
    return () => clearImmediate(handle);
  },
  sleep: async () => {},
};

/** The collector, with pauses and retries that take no time. */
export const impatient = defineCollector({ ...asana, open: async (run) => new AsanaApi(run, HURRY) });
