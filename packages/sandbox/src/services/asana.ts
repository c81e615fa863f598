import { startStandIn } from '@metta-dd/local-datadog';
import { GIDS, generateWorkspace } from '../asana/generate.js';
import { asanaHandler } from '../asana/handler.js';
import type { Service } from './service.js';

const TOKEN = '2/1184467302915999/1209935571842266:7c1fe04b98d35a62e0f4c81b6d27a93f';

/** Asana's API over a generated workspace. */
export const asana: Service = async ({ at, seed, port, latencyMs }) => {
  const world = generateWorkspace({ at, seed });
  const standIn = await startStandIn({ handler: asanaHandler(world, { token: TOKEN }), now: at, port, latencyMs });
  const sections = { triage: ['New'], active: ['Doing'], backlog: ['Later'] };
  return {
    url: standIn.url,
    standIn,
    env: { ASANA_ACCESS_TOKEN: TOKEN },
    configuration: {
      collectors: {
        asana: {
          workspaceGid: GIDS.workspace,
          baseUrl: `${standIn.url}/api/1.0`,
          timezone: 'America/Los_Angeles',
          trackedProjects: [
            { key: 'bugs', gid: GIDS.bugs, labelField: GIDS.workflow },
            { key: 'support', gid: GIDS.support, sections },
          ],
        },
      },
    },
  };
};
