import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StandIn, startStandIn } from '../../packages/local-datadog/dist/index.js';
import { ASANA_GIDS, asanaHandler, generateWorkspace } from '../../packages/sandbox/dist/index.js';

// Asana cannot be installed; its own client can, and reads the stand-in that the collector reads.
export const name = 'asana';
export const version = 'client 5.4.0';

/** What a run of the collector against the stand-in must give. */
export interface Expected {
  /** The collector's block of the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the run starts at: the clock of the stand-in. */
  readonly at: Date;
  /** By metric, or `metric{tags}` where there are tags beside that of the workspace. */
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
const TOKEN = '2/1184467302915999/1209935571842266:7c1fe04b98d35a62e0f4c81b6d27a93f';
// A Friday, late enough that it is Saturday already in half of the world.
const AT = new Date('2026-11-20T21:00:00Z');
const TIMEZONE = 'Asia/Kathmandu';
const NAMES = {
  bugs: { triage: ['Triage'], active: ['Active sprint'], backlog: ['Backlog'] },
  support: { triage: ['New'], active: ['Doing'], backlog: ['Later'] },
};
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

/** Starts the stand-in over a generated workspace. */
export async function seed(number = 1): Promise<void> {
  await standIn?.close();
  const world = generateWorkspace({ at: AT, seed: number, projects: 30, bugs: 230 });
  standIn = await startStandIn({ handler: asanaHandler(world, { token: TOKEN }), now: AT });
}

/** The truth: what Asana's client reads, measured in Python. */
export async function expected(): Promise<Expected> {
  const tracked = [
    { key: 'bugs', gid: ASANA_GIDS.bugs, names: NAMES.bugs, label: 'Workflow' },
    { key: 'support', gid: ASANA_GIDS.support, names: NAMES.support },
  ];
  const values = numbers(await script('read.py', { at: AT.toISOString(), timezone: TIMEZONE, tracked }));
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

/** Stops the stand-in; the installed client stays for the next time. */
export async function stop(): Promise<void> {
  await standIn?.close();
  standIn = undefined;
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [{ name: 'refusals of the stand-in, by the client', run: refusals }];
}

async function refusals(): Promise<string> {
  const told = await script('refusals.py', { project: ASANA_GIDS.bugs });
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

async function script(file: string, asked: object): Promise<unknown> {
  const input = JSON.stringify({ host: host(), token: TOKEN, workspace: ASANA_GIDS.workspace, ...asked });
  return JSON.parse(await python([join(FOLDER, file)], input));
}

function host(): string {
  if (standIn === undefined) throw new Error('the peer has not been seeded');
  return `${standIn.url}/api/1.0`;
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
