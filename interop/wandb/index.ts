import { join } from 'node:path';
import { type StandIn, startStandIn } from '../../packages/local-datadog/dist/index.js';
import { generateWandbWorld, wandbHandler } from '../../packages/sandbox/dist/index.js';
import type { Check, Expected } from '../peer.ts';
import { missingPython, PythonPackages } from '../python.ts';

// W&B cannot be installed without a container engine; its own client can, and reads the stand-in that the collector reads.
export const name = 'wandb';
export const version = 'client 0.31.0';
export const missing = missingPython;

const FOLDER = import.meta.dirname;
const API_KEY = 'local-5d2b8c71e09f4a36b7c8d1e2f3a4958677ab10fe';
const AT = new Date('2026-11-20T21:00:00Z');
const ENTITY = 'acme';
const PROJECT = 'metta';
const TOLERANCE = 1e-9;

let packages: PythonPackages | undefined;
let standIn: StandIn | undefined;

/** Installs the client where it is not there yet. */
export async function start(cacheFolder: string): Promise<void> {
  packages = await PythonPackages.install(join(FOLDER, 'requirements.txt'), cacheFolder);
}

/** Starts the stand-in over generated runs of two projects. */
export async function seed(number = 1): Promise<void> {
  await standIn?.close();
  const world = generateWandbWorld({ at: AT, seed: number, projects: 2, runs: 300 });
  standIn = await startStandIn({ handler: wandbHandler(world, { apiKey: API_KEY }), now: AT });
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
  const values = await client().askNumbers(join(FOLDER, 'read.py'), asked());
  return { config, at: AT, values, tolerance: TOLERANCE, notShown: ['wandb.training.cost_estimate_usd'] };
}

/** Stops the stand-in; the installed client stays for the next time. */
export async function stop(): Promise<void> {
  await standIn?.close();
  standIn = undefined;
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [{ name: 'the client against the stand-in', run: agreement }];
}

async function agreement(): Promise<string> {
  const compared = await client().ask(join(FOLDER, 'agree.py'), asked());
  if (!Array.isArray(compared) || compared.length === 0) throw new Error('the client compared nothing');
  const { unexpected = [] } = standIn ?? {};
  const [stranger] = unexpected;
  if (stranger !== undefined) throw new Error(`the stand-in does not know ${stranger.method} ${stranger.path}`);
  return `${compared.length} readings of the client agree`;
}

function client(): PythonPackages {
  if (packages === undefined) throw new Error('the peer has not been started');
  return packages;
}

function asked() {
  return { baseUrl: baseUrl(), apiKey: API_KEY, entity: ENTITY, project: PROJECT, at: AT.toISOString() };
}

function baseUrl(): string {
  if (standIn === undefined) throw new Error('the peer has not been seeded');
  return standIn.url;
}
