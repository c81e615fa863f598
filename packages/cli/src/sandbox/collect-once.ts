import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Runs `collect --push` in a process of its own, so that it is served while it waits. */
export async function collectInSandbox(
  sandbox: RunningSandbox,
  { bin, environment, json }: { readonly bin: string; readonly environment: Environment; readonly json: boolean },
): Promise<SandboxRun> {
  const state = await mkdtemp(join(tmpdir(), 'metta-dd-sandbox-'));
  try {
    // The stand-ins answer differently from their sources: nothing of them may stay in the user's request cache.
    const env = { ...environment, METTA_DD_STATE_DIR: state, ...sandbox.env };
    const args = [bin, 'collect', '--push', ...(json ? ['--json'] : [])];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve(code ?? 1));
    });
    const [output, exitCode] = await Promise.all([text(child.stdout), ended]);
    return { exitCode, output, accepted: await acceptedBy(sandbox) };
  } finally {
    await rm(state, { recursive: true, force: true });
  }
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
