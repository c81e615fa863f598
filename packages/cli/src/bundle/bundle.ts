import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { listSpool, spoolStatus } from '@metta-dd/core/delivery';
import { openState, systemClock } from '@metta-dd/core/runtime';
import { originsOf } from '../config/origin.js';
import { stateFolder } from '../config/state-folder.js';
import type { Opened } from '../configured-command.js';
import type { Check } from '../doctor/check.js';
import { documentText } from '../envelope.js';
import { UsageError } from '../failure.js';
import { spoolIn } from '../spool/spool-folder.js';
import { tarOf } from './tar.js';

/** What goes into the archive. */
export interface BundleRequest {
  readonly file: string;
  readonly opened: Opened;
  readonly checks: readonly Check[];
  readonly versions: Readonly<Record<string, string>>;
  /** Hides every secret that is known by now. */
  readonly redact: (text: string) => string;
}

/** Writes plain JSON files in one archive, for whoever helps; gives the names of the files. */
export async function writeBundle({ file, opened, checks, versions, redact }: BundleRequest): Promise<string[]> {
  const now = systemClock().now();
  const documents: Readonly<Record<string, object>> = {
    'checks.json': checks,
    'versions.json': { ...versions, plugins: pluginsOf(opened) },
    'configuration.json': { file: opened.settings.found?.file, values: originsOf(opened.settings) },
    'environment.json': variablesOf(opened),
    'spool.json': await spoolOf(opened),
    'state.json': await stateOf(opened),
  };
  const files = Object.entries(documents).map(([name, content]) => {
    return { name: `metta-dd/${name}`, content: documentText(content, redact) };
  });
  const archive = await promisify(gzip)(tarOf(files, now));
  await writeNew(file, archive);
  return files.map(({ name }) => name);
}

// Names alone: which ones are set says much, what is in them is nobody's business.
function variablesOf({ settings }: Opened): object {
  const { variables, fromDotenv } = settings.environment;
  const names = Object.keys(variables).filter((name) =>
    /^(?:DD_|DATADOG_|METTA_DD_|AWS_|NODE_|CI$)|PROXY|TOKEN|KEY/i.test(name),
  );
  return names.toSorted().map((name) => ({ name, from: fromDotenv(name) ? '.env' : 'environment' }));
}

function pluginsOf({ installed }: Opened): object {
  return installed.collectors.map(({ id, plugin, version, type, problem }) => ({ id, plugin, version, type, problem }));
}

async function spoolOf({ settings }: Opened): Promise<object> {
  const spool = spoolIn(stateFolder(settings.environment.variables, homedir()));
  return { folder: spool.folder, destinations: await spoolStatus(spool), segments: await listSpool(spool) };
}

async function stateOf({ settings }: Opened): Promise<object> {
  const warnings: string[] = [];
  const state = await openState(stateFolder(settings.environment.variables, homedir()), {
    clock: systemClock(),
    log: { warn: (message) => void warnings.push(message) },
  });
  try {
    const names = Object.keys(Object(settings.tree.collectors));
    const collectors = names.map((name) => {
      return { name, lastSuccess: state.lastSuccess(name), quotas: state.quotas(name) };
    });
    return { path: state.path, warnings, collectors, delivery: await state.facts.read('delivery.last') };
  } finally {
    state.close();
  }
}

async function writeNew(file: string, content: Buffer): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UsageError(`${file} is already there`, 'name another file: --bundle metta-dd-2.tar.gz');
    throw error;
  }
}
