import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: { readonly json?: { readonly query?: string } };
  readonly status?: number;
  /** Milliseconds of the stand-in's own clock. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A stand-in in a process of its own. */
export interface Source {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** The blocks of the generated configuration, by collector. */
  readonly collectors: Readonly<Record<string, unknown>>;
  /** What it was asked since it was last forgotten. */
  requests(): Promise<readonly Asked[]>;
  forget(): Promise<void>;
  setClock(at: Date): Promise<void>;
  stop(): Promise<void>;
}

export async function startSource(
  service: string,
  { profile = 'standard', latencyMs = 0, at }: { profile?: string; latencyMs?: number; at: Date },
): Promise<Source> {
  return spawned('stand-in.ts', [service, profile, String(latencyMs), at.toISOString()]);
}

/** A script of this folder that starts a stand-in and prints how to reach it. */
export async function spawned(file: string, args: readonly string[]): Promise<Source> {
  const script = join(import.meta.dirname, file);
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { url, env, config } = JSON.parse(await firstLine(child));
  const control = (path: string, init?: RequestInit) => fetch(`${url}/__sandbox/${path}`, init);
  return {
    url,
    env,
    collectors: parse(config).collectors,
    requests: async () => askedIn(await (await control('requests')).json()),
    forget: async () => void (await control('requests', { method: 'DELETE' })),
    setClock: async (at) => void (await control('clock', { method: 'POST', body: JSON.stringify({ at }) })),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

function askedIn(answer: unknown): readonly Asked[] {
  if (Array.isArray(answer) && answer.every(isAsked)) return answer;
  throw new Error('the stand-in does not tell what it was asked');
}

function isAsked(value: unknown): value is Asked {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'startMs' in value;
}

async function firstLine({ stdout, exitCode }: ChildProcess): Promise<string> {
  if (stdout === null || exitCode !== null) throw new Error('cannot start the stand-in');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('cannot start the stand-in: it said nothing');
}
