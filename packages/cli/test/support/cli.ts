import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { folderWith } from './folder.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const SHIPS = fileURLToPath(new URL('../fixtures/ships', import.meta.url));
/** Long enough to be searched for in everything that is printed. */
export const TOKEN = 'tok-7f3a91c2d4e8b605';

/** How a command is started. */
export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** A started command and how it ends. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A command that is over. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built CLI with folders of its own and nothing of the developer's environment but the path. */
export function startCli(
  args: readonly string[],
  { cwd = folderWith({}), env = {}, nodeArgs = [] }: Start = {},
): Started {
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...ownFolders(), ...env },
    stdio: 'pipe',
  });
  const ended = Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => void child.once('close', resolve)),
  ]).then(([stdout, stderr, code]) => ({ stdout, stderr, code }));
  return { child, ended };
}

/** Runs the built CLI to its end; its standard input stays open and empty. */
export function runCli(args: readonly string[], start: Start = {}): Promise<Ended> {
  return startCli(args, start).ended;
}

/** Folders of a test's own, so that no installed plugin of the developer leaks in. */
export function ownFolders(): Readonly<Record<string, string>> {
  const root = folderWith({});
  const folder = (name: string) => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  return {
    HOME: folder('home'),
    METTA_DD_DATA_DIR: folder('data'),
    METTA_DD_CACHE_DIR: folder('cache'),
    METTA_DD_CONFIG_DIR: folder('config'),
    METTA_DD_STATE_DIR: folder('state'),
  };
}

/** A working project with the collector "ships", and further files. */
export function shipsProject(files: Readonly<Record<string, string>>): string {
  const project = folderWith({ 'package.json': '{"dependencies": {"@acme/ships": "*"}}', ...files });
  cpSync(SHIPS, join(project, 'node_modules/@acme/ships'), { recursive: true });
  return project;
}

/** A project whose collector behaves in a given way. */
export function shipsInMode(mode: string, more = ''): Start {
  const yaml = `env: test\ncollectors:\n  ships: {fleets: [north, south], mode: ${mode}${more}}\n`;
  return { cwd: shipsProject({ 'metta-dd.yaml': yaml }), env: { SHIPS_TOKEN: TOKEN } };
}
