import assert from 'node:assert/strict';
import { ASANA_GIDS, asanaHandler, generateWorkspace } from '../../packages/sandbox/dist/index.js';
import type { Check, Expected } from '../peer.ts';
import { missingPython } from '../python.ts';
import { VendorClient } from '../vendor-client.ts';

// Asana cannot be installed; its own client can, and reads the stand-in that the collector reads.
export const name = 'asana';
export const version = 'client 5.4.0';
export const missing = missingPython;

const TOKEN = '2/1184467302915999/1209935571842266:7c1fe04b98d35a62e0f4c81b6d27a93f';
// A Friday, late enough that it is Saturday already in half of the world.
const AT = new Date('2026-11-20T21:00:00Z');
const TIMEZONE = 'Asia/Kathmandu';
const NAMES = {
  bugs: { triage: ['Triage'], active: ['Active sprint'], backlog: ['Backlog'] },
  support: { triage: ['New'], active: ['Doing'], backlog: ['Later'] },
};
const TOLERANCE = 1e-9;

const client = new VendorClient(import.meta.dirname);

export const start = (cacheFolder: string): Promise<void> => client.start(cacheFolder);
export const stop = (): Promise<void> => client.stop();

/** Starts the stand-in over a generated workspace. */
export async function seed(number = 1): Promise<void> {
  const world = generateWorkspace({ at: AT, seed: number, projects: 30, bugs: 230 });
  await client.serve({ handler: asanaHandler(world, { token: TOKEN }), now: AT });
}

/** The truth: what Asana's client reads, measured in Python. */
export async function expected(): Promise<Expected> {
  const tracked = [
    { key: 'bugs', gid: ASANA_GIDS.bugs, names: NAMES.bugs, label: 'Workflow' },
    { key: 'support', gid: ASANA_GIDS.support, names: NAMES.support },
  ];
  const values = await client.askNumbers('read.py', {
    ...access(),
    at: AT.toISOString(),
    timezone: TIMEZONE,
    tracked,
  });
  const config = {
    workspaceGid: ASANA_GIDS.workspace,
    baseUrl: host(),
    timezone: TIMEZONE,
    trackedProjects: [
      { key: 'bugs', gid: ASANA_GIDS.bugs, labelField: ASANA_GIDS.workflow },
      { key: 'support', gid: ASANA_GIDS.support, sections: NAMES.support },
    ],
    secrets: { accessToken: TOKEN },
  };
  return { config, at: AT, values, tolerance: TOLERANCE, notShown: [] };
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [{ name: 'refusals of the stand-in, by the client', run: refusals }];
}

async function refusals(): Promise<string> {
  const told = await client.ask('refusals.py', { ...access(), project: ASANA_GIDS.bugs });
  const wanted = [
    '401 Not Authorized',
    '404 project: Unknown object: 1',
    '400 project: Not a recognized ID: launch',
    '400 limit: Must be a number between 1 and 100',
    '400 offset: Your pagination token is invalid: made-up',
    '400 assignee: Missing input',
    '402 Payment Required',
  ];
  assert.deepEqual(told, wanted);
  return `${wanted.length} refusals, understood by the client`;
}

function access() {
  return { host: host(), token: TOKEN, workspace: ASANA_GIDS.workspace };
}

function host(): string {
  return `${client.standIn.url}/api/1.0`;
}
