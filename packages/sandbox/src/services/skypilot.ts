import { startStandIn } from '@metta-dd/local-datadog';
import { generateSkyPilotWorld } from '../skypilot/generate.js';
import { skyPilotHandler } from '../skypilot/handler.js';
import type { Service } from './service.js';

const TOKEN = 'sky_5a1f0d83c7e94b26b0d97e4ac1f35280';

/** The API server of SkyPilot, behind an OAuth proxy that lets a service account pass. */
export const skypilot: Service = async ({ at, seed, port, latencyMs }) => {
  const world = generateSkyPilotWorld({ at, seed });
  const handler = skyPilotHandler(world, { authentication: { kind: 'oauth', token: TOKEN } });
  const standIn = await startStandIn({ handler, now: at, port, latencyMs });
  return {
    url: standIn.url,
    standIn,
    env: { SKYPILOT_API_SERVER_ENDPOINT: standIn.url, SKYPILOT_SERVICE_ACCOUNT_TOKEN: TOKEN },
    configuration: {
      collectors: { skypilot: { endpoint: standIn.url, perJob: { enabled: true }, cost: { enabled: true } } },
    },
  };
};
