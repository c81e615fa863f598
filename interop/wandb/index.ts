import { spawn } from 'node:child_process';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StandIn, startStandIn } from '../../packages/local-datadog/dist/index.js';
import { generateWandbWorld, wandbHandler } from '../../packages/sandbox/dist/index.js';

// W&B cannot be installed without a container engine; its own client can, and reads the stand-in that the collector reads.
export const name = 'wandb';
export const version = 'client 0.31.0';

/** What a run of the collector against the stand-in must give. */
export interface Expected {
  /** The collector's block of the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the run starts at: the clock of the stand-in. */
  readonly at: Date;
  /** By metric, or `metric{tags}` where there are tags beside those of the project. */
  readonly values: Readonly<Record<string, number>>;
  /** Largest relative difference. */
  readonly tolerance: number;
  /** Metrics that the peer cannot show. */
  readonly notShown: readonly string[];
}

/** One comparison; it says what was compared, or throws. */
export interface Check {
  readonly name: string;
  run(): Promise<string>;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const API_KEY = 'local-5d2b8c71e09f4a36b7c8d1e2f3a4958677ab10fe';
const AT = new Date('2026-11-20T21:00:00Z');
const ENTITY = 'acme';
const PROJECT = 'metta';
const TOLERANCE = 1e-9;

let packages: string | undefined;
let standIn: StandIn | undefined;

/** Installs the client where it is not there yet. */
export async function start(cacheFolder: string): Promise<void> {
  const requirements = join(FOLDER, 'requirements.txt');
  const [pinned = ''] = (await readFile(requirements, 'utf8')).split('\n');
  const folder = join(cacheFolder, `python-${pinned.replace('==', '-')}`);
  if (!(await exists(folder))) {
    const unfinished = `${folder}.new`;
    await rm(unfinished, { recursive: true, force: true });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await python([...install, '--requirement', requirements, '--target', unfinished], '');
    await rename(unfinished, folder);
  }
  packages = folder;
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
  const values = numbers(await script('read.py'));
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
  const compared = await script('agree.py');
  if (!Array.isArray(compared) || compared.length === 0) throw new Error('the client compared nothing');
  const { unexpected = [] } = standIn ?? {};
  const [stranger] = unexpected;
  if (stranger !== undefined) throw new Error(`the stand-in does not know ${stranger.method} ${stranger.path}`);
  return `${compared.length} readings of the client agree`;
}

async function script(file: string): Promise<unknown> {
  const asked = { baseUrl: baseUrl(), apiKey: API_KEY, entity: ENTITY, project: PROJECT, at: AT.toISOString() };
  return JSON.parse(await python([join(FOLDER, file)], JSON.stringify(asked)));
}

function baseUrl(): string {
  if (standIn === undefined) throw new Error('the peer has not been seeded');
  return standIn.url;
}

function numbers(value: unknown): Readonly<Record<string, number>> {
  const entries = Object.entries(Object(value));
  return Object.fromEntries(entries.map(([metric, number]) => [metric, Number(number)]));
}

/** What a Python program prints; throws with what it complains of. */
function python(args: readonly string[], input: string): Promise<string> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, PYTHONDONTWRITEBYTECODE: '1', ...(packages !== undefined && { PYTHONPATH: packages }) };
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(printed).toString())
        : reject(new Error(`python3 ${args[0]} ended with ${code}: ${Buffer.concat(complained)}`)),
    );
    child.stdin.end(input);
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
