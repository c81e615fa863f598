import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Environment } from '../config/environment.js';
import { isRecord } from '../config/path.js';
import type { RunningSandbox } from './start.js';

/** What `collect --push` against the sandbox came to. */
export interface SandboxRun {
  readonly exitCode: number;
  /** What it wrote on stdout. */
  readonly output: string;
  /** What the local Datadog accepted. */
  readonly accepted: readonly AcceptedSeries[];
}

/** One series as the local Datadog stored it. */
export interface AcceptedSeries {
  readonly metric: string;
  readonly points: number;
}

/** How it is run. */
export interface CollectOptions {
  /** The script of this CLI. */
  readonly bin: string;
  readonly environment: Environment;
  readonly json: boolean;
  /** Ends it in an orderly way. */
  readonly stopped: AbortSignal;
}

/** Runs `collect --push` in a process of its own, so that it is served while it waits. */
export async function collectInSandbox(
  sandbox: RunningSandbox,
  { bin, environment, json, stopped }: CollectOptions,
): Promise<SandboxRun> {
  const args = [bin, 'collect', '--push', ...(json ? ['--json'] : [])];
  const env = { ...environment, ...sandbox.env };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  stopped.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
  const [output, exitCode] = await Promise.all([text(child.stdout), ended]);
  return { exitCode, output, accepted: await acceptedBy(sandbox) };
}

async function acceptedBy({ services }: RunningSandbox): Promise<AcceptedSeries[]> {
  const url = services.datadog?.url;
  if (url === undefined) return [];
  const answer = await fetch(new URL('/__sandbox/series', url));
  const content: unknown = await answer.json();
  const series = Array.isArray(content) ? content : isRecord(content) ? content.series : undefined;
  if (!answer.ok || !Array.isArray(series))
    throw new Error(`the local Datadog does not say what it accepted: ${answer.status}`);
  return series.filter(isRecord).map(({ metric, points }) => {
    return { metric: String(metric), points: Array.isArray(points) ? points.length : 0 };
  });
}
