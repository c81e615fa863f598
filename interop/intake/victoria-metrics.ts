import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { go } from '../go.ts';

export const VERSION = '1.115.0';
const MODULE = `github.com/VictoriaMetrics/VictoriaMetrics@v${VERSION}`;
const PATIENCE_MS = 20_000;
const run = promisify(execFile);

/** A stored series: its labels, `__name__` among them, and its samples with times in milliseconds. */
export interface Stored {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** Builds the program where the cache does not have it, from the Go module proxy; cold it takes a minute or two. */
export async function build(cacheFolder: string): Promise<string> {
  const program = join(cacheFolder, `victoria-metrics-${VERSION}`);
  if (await exists(program)) return program;
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-victoria-metrics-'));
  try {
    const { Dir } = JSON.parse(await go(folder, ['mod', 'download', '-json', MODULE]));
    const source = join(folder, 'source');
    // It replaces modules, which `go install` refuses, and the module cache cannot be written to.
    await cp(Dir, source, { recursive: true });
    await run('chmod', ['-R', 'u+w', source]);
    const built = join(folder, 'program');
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
    await go(source, ['build', ...flags, '-o', built, './app/victoria-metrics']);
    await cp(built, `${program}.new`);
    await rename(`${program}.new`, program);
    return program;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A running VictoriaMetrics on the loopback, with nothing in it. */
export class VictoriaMetrics {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#process = child;
    this.#folder = folder;
  }

  static async start(program: string): Promise<VictoriaMetrics> {
    const folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-intake-'));
    await mkdir(join(folder, 'data'));
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [
      `-httpListenAddr=${address}`,
      `-storageDataPath=${join(folder, 'data')}`,
      '-retentionPeriod=1y',
      '-memory.allowedBytes=256MB',
      '-search.latencyOffset=0s',
      '-search.disableCache',
      '-loggerLevel=ERROR',
    ];
    const child = spawn(program, flags, { stdio: 'ignore' });
    const started = new VictoriaMetrics(`http://${address}`, child, folder);
    try {
      await started.#ready();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  /** The series whose name begins so; what was just written becomes visible by a flush. */
  async stored(prefix: string, toSeconds: number): Promise<readonly Stored[]> {
    await read(`${this.url}/internal/force_flush`);
    const query = new URLSearchParams({ 'match[]': `{__name__=~"${prefix}.*"}`, end: String(toSeconds) });
    const lines = (await read(`${this.url}/api/v1/export?${query}`)).split('\n');
    return lines.filter((line) => line !== '').map((line): Stored => JSON.parse(line));
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error(`VictoriaMetrics ended with ${this.#process.exitCode}`);
      try {
        await read(`${this.url}/health`);
        return;
      } catch (cause) {
        if (performance.now() > until) throw new Error('VictoriaMetrics does not answer', { cause });
        await sleep(100);
      }
    }
  }
}

async function read(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`cannot read ${url}: ${response.status} ${text}`);
  return text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the loopback gave no port');
  return address.port;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
