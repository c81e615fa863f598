import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalDatadog, StandIn } from '@metta-dd/local-datadog';
import { stringify } from 'yaml';
import { type History, readHistory } from './github/history.js';
import { checkOptions, type SandboxOptions } from './sandbox-options.js';
import type { RunningService } from './services/service.js';
import { services } from './services/table.js';

/** Running stand-ins, and what points their clients at them. */
export interface Sandbox {
  readonly services: Readonly<Record<string, { readonly url: string }>>;
  /** Variables for the environment of a client; `METTA_DD_CONFIG` names a generated configuration. */
  readonly env: Readonly<Record<string, string>>;
  readonly standIns: Readonly<Record<string, StandIn | LocalDatadog>>;
  /** Stops everything and removes the generated files; may be called again. */
  close(): Promise<void>;
}

// In the sample a week full of commits ends here.
const MOMENT_OF_SAMPLE = '2025-10-23T18:36:00Z';

/** Starts stand-ins on 127.0.0.1; throws when an option is wrong, the history cannot be read or a port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { services: names, seed, ports, latencyMs } = checkOptions(options);
  const { profile } = options;
  const history = await readHistory(options.history);
  const at = options.at ?? momentOf(options.history, history);
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-sandbox-'));
  const running = new Map<string, RunningService>();
  const close = async () => {
    await Promise.all([...running.values()].map(({ standIn }) => standIn.close()));
    running.clear();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const name of names) {
      const common = { at, seed, history, port: ports[name] ?? 0, latencyMs };
      running.set(name, await services[name]({ ...common, ...(profile === undefined ? {} : { profile }) }));
    }
    const files = await writeFiles(folder, at, [...running.values()], options.collectors);
    const started = [...running];
    return {
      services: Object.fromEntries(started.map(([name, { url }]) => [name, { url }])),
      env: Object.assign({}, ...started.map(([, { env }]) => env), files),
      standIns: Object.fromEntries(started.map(([name, { standIn }]) => [name, standIn])),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function momentOf(path: string | undefined, { commits }: History): Date {
  if (path === undefined) return new Date(MOMENT_OF_SAMPLE);
  if (commits.length === 0) {
    throw new Error(`cannot choose a time for ${path}, which has no commits: name one (\`at\`)`);
  }
  return new Date(commits.reduce((newest, { committedAt }) => Math.max(newest, committedAt.getTime()), 0));
}

/** The generated configuration and a folder for the state of the client. */
async function writeFiles(
  folder: string,
  at: Date,
  running: readonly RunningService[],
  collectors: readonly string[] | undefined,
) {
  const sections = mergeSections(running.map((service) => service.configuration));
  const configuration = {
    env: 'sandbox',
    at: at.toISOString(),
    ...sections,
    ...(isSection(sections.collectors) && { collectors: onlyThese(sections.collectors, collectors) }),
  };
  const METTA_DD_CONFIG = join(folder, 'metta-dd.yaml');
  const METTA_DD_STATE_DIR = join(folder, 'state');
  await mkdir(METTA_DD_STATE_DIR);
  await writeFile(METTA_DD_CONFIG, stringify(configuration));
  return { METTA_DD_CONFIG, METTA_DD_STATE_DIR, NO_PROXY: '127.0.0.1,localhost' };
}

/** Several services add to one section, as the collectors do. */
function mergeSections(parts: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const [section, content] of parts.flatMap((part) => Object.entries(part))) {
    const before = merged[section];
    merged[section] = isSection(before) && isSection(content) ? { ...before, ...content } : content;
  }
  return merged;
}

function onlyThese(blocks: Readonly<Record<string, unknown>>, collectors: readonly string[] | undefined) {
  return Object.fromEntries(
    Object.entries(blocks).filter(([id]) => collectors === undefined || collectors.includes(id)),
  );
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
