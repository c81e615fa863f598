import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.ts';
import { beside } from './install.ts';

const START_MS = 120_000;
const USER = 'interop';
const PASSWORD = 'in7er-0p-pa55w0rd';
const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
// Lets the server know that it runs its own controller; without it the controller is one that is stopped.
const OWN_CONTROLLER = '.jobs_controller_consolidation_reloaded_signal';

/** A real SkyPilot API server on the loopback, with a home of its own. */
export class ApiServer {
  readonly url: string;
  readonly #folder: string;
  readonly #python: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(folder: string, python: string, port: number) {
    this.#folder = folder;
    this.#python = python;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Makes the home; nothing runs yet. */
  static async prepare(folder: string, python: string): Promise<ApiServer> {
    await mkdir(join(folder, '.sky'), { recursive: true });
    await writeFile(join(folder, '.sky', 'config.yaml'), 'jobs: { controller: { consolidation_mode: true } }\n');
    return new ApiServer(folder, python, await freePort());
  }

  get credentials() {
    return { username: USER, password: PASSWORD };
  }

  /** Runs the seed under the server's Python, before the server starts or while it runs. */
  async seed(asked: object): Promise<unknown> {
    const program = fileURLToPath(new URL('seed.py', import.meta.url));
    return JSON.parse(await this.#run([program], JSON.stringify(asked)));
  }

  /** Starts the server, and waits until it answers. */
  async start(): Promise<void> {
    const hash = "from sky.server import common; print(common.crypt_ctx.hash(input()), end='')";
    const initial = `${USER}:${await this.#run(['-c', hash], PASSWORD)}`;
    const env = { ...this.#env(), ENABLE_BASIC_AUTH: 'true', SKYPILOT_INITIAL_BASIC_AUTH: initial };
    const log = await open(join(this.#folder, 'server.log'), 'a');
    const args = ['-c', await beside('serve.py'), String(this.#port), String(await freePort())];
    // A group of its own: the workers ignore SIGTERM and would keep the port.
    const stdio = ['ignore', log.fd, log.fd] as const;
    this.#child = spawn(this.#python, args, { env, cwd: this.#folder, detached: true, stdio: [...stdio] });
    await log.close();
    await this.#healthy();
    // The first question waits until all workers have started, for the better part of a minute.
    const question = { refresh: false, all_users: true, skip_finished: true };
    for (let left = 5; ; left--) {
      const told = await ask(this.url, BASIC, '/jobs/queue/v2', question).catch((error: unknown) => error);
      if (Object(told).status === 200) return;
      if (left === 0) throw new Error('the SkyPilot API server starts and does not answer', { cause: told });
    }
  }

  async apiVersion(): Promise<number> {
    const health: unknown = await (await fetch(`${this.url}/api/health`)).json();
    return Number(Object(health).api_version);
  }

  /** Makes a service account of a role and returns its token; older servers know only the role of everybody. */
  async createToken(role: string | undefined): Promise<string> {
    const made = await this.#post('/users/service-account-tokens', {
      token_name: 'interop-collector',
      expires_in_days: 30,
    });
    if (role !== undefined)
      await this.#post('/users/service-account-tokens/update-role', { token_id: made.token_id, role });
    return String(made.token);
  }

  /** From now on the server knows of no controller of its own, or of one again. */
  async setController(own: boolean): Promise<void> {
    const file = join(this.#folder, '.sky', OWN_CONTROLLER);
    await (own ? writeFile(file, '') : rm(file, { force: true }));
  }

  /** Ends the server with all its workers. */
  async stop(): Promise<void> {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#child?.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child?.once('exit', resolve));
    process.kill(-pid, 'SIGKILL');
    await ended;
  }

  async #post(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const headers = { authorization: BASIC, 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} is answered with ${answer.status} ${text.slice(0, 500)}`);
    return Object(JSON.parse(text));
  }

  async #healthy(): Promise<void> {
    const until = performance.now() + START_MS;
    while (performance.now() < until && this.#child?.exitCode === null) {
      const answer = await fetch(`${this.url}/api/health`).catch(() => undefined);
      if (answer?.ok) return;
      await delay(250);
    }
    const log = await readFile(join(this.#folder, 'server.log'), 'utf8');
    await this.stop();
    throw new Error(`the SkyPilot API server did not start:\n${log.slice(-3000)}`);
  }

  /** Nothing leaves the machine: the proxy of the server is a closed port. */
  #env() {
    const closed = 'http://127.0.0.1:9';
    return {
      PATH: `${join(this.#python, '..')}:${process.env.PATH ?? ''}`,
      HOME: this.#folder,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      HTTP_PROXY: closed,
      HTTPS_PROXY: closed,
      NO_PROXY: '127.0.0.1,localhost',
      PYTHONDONTWRITEBYTECODE: '1',
      IS_SKYPILOT_SERVER: 'true',
      SKYPILOT_DISABLE_USAGE_COLLECTION: '1',
      ENABLE_SERVICE_ACCOUNTS: 'true',
    };
  }

  /** What a Python program prints; throws with what it complains of. */
  #run(args: readonly string[], input: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#python, args, { env: this.#env(), cwd: this.#folder });
      const printed: Buffer[] = [];
      const complained: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(printed).toString());
        else reject(new Error(`the SkyPilot library failed: ${Buffer.concat(complained).toString().slice(-2000)}`));
      });
      child.stdin.end(input);
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
