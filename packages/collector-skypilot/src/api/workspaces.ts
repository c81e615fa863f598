import { z } from 'zod';
import { ask } from './reply.js';
import type { Server } from './server.js';

/** Names of the workspaces that the caller may see. */
export async function listWorkspaces(server: Server): Promise<readonly string[]> {
  return Object.keys(await ask(server, { method: 'GET', path: 'workspaces' }, z.record(z.string(), z.unknown())));
}
