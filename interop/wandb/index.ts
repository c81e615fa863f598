import { generateWandbWorld, wandbHandler } from '../../packages/sandbox/dist/index.js';
import type { Check, Expected } from '../peer.ts';
import { missingPython } from '../python.ts';
import { VendorClient } from '../vendor-client.ts';

// W&B cannot be installed without a container engine; its own client can, and reads the stand-in that the collector reads.
export const name = 'wandb';
export const version = 'client 0.31.0';
export const missing = missingPython;

const API_KEY = 'local-5d2b8c71e09f4a36b7c8d1e2f3a4958677ab10fe';
const AT = new Date('2026-11-20T21:00:00Z');
const ENTITY = 'acme';
const PROJECT = 'metta';
const TOLERANCE = 1e-9;

const client = new VendorClient(import.meta.dirname);

export const start = (cacheFolder: string): Promise<void> => client.start(cacheFolder);
export const stop = (): Promise<void> => client.stop();

/** Starts the stand-in over generated runs of two projects. */
export async function seed(number = 1): Promise<void> {
  const world = generateWandbWorld({ at: AT, seed: number, projects: 2, runs: 300 });
  await client.serve({ handler: wandbHandler(world, { apiKey: API_KEY }), now: AT });
}

/** The truth: what W&B's client reads, measured in Python. */
export async function expected(): Promise<Expected> {
  const config = {
    entity: ENTITY,
    project: PROJECT,
    baseUrl: baseUrl(),
    summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
    // The client shows what was configured, not what the machine has.
    gpu: { countFrom: ['config.world_size'] },
    pageSize: 20,
    secondsBetweenPages: 0,
    secrets: { apiKey: API_KEY },
  };
  const values = await client.askNumbers('read.py', asked());
  return { config, at: AT, values, tolerance: TOLERANCE, notShown: ['wandb.training.cost_estimate_usd'] };
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [{ name: 'the client against the stand-in', run: () => client.agreement('agree.py', asked()) }];
}

function asked() {
  return { baseUrl: baseUrl(), apiKey: API_KEY, entity: ENTITY, project: PROJECT, at: AT.toISOString() };
}

function baseUrl(): string {
  return client.standIn.url;
}
