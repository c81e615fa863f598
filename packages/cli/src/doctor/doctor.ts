import { homedir } from 'node:os';
import type { Clock, Logger, NetworkAccess } from '@metta-dd/core/runtime';
import { configuredNetwork } from '../collect/network.js';
import { runClock } from '../collect/run.js';
import { type HostConfiguration, loadHostConfiguration } from '../config/load.js';
import { InvalidConfiguration } from '../config/problem.js';
import { stateFolder } from '../config/state-folder.js';
import type { Opened } from '../configured-command.js';
import type { DeclaredSecret } from '../secrets/inventory.js';
import type { Area, Check } from './check.js';
import { checkConfiguration, checkSending, configurationProblems } from './configuration.js';
import { checkClock, probeDestination } from './datadog.js';
import { checkDisk } from './disk.js';
import { checkPlugins } from './plugins.js';
import { brokenProxy, checkProxy } from './proxy.js';
import { checkDeclaredSecrets } from './secrets.js';
import { checkSources } from './sources.js';

/** What looking takes. */
export interface DoctorRequest {
  readonly opened: Opened;
  readonly secrets: readonly DeclaredSecret[];
  readonly areas: readonly Area[];
  /** Ask nobody outside this machine. */
  readonly offline: boolean;
  readonly logger: (clock: Clock) => Promise<Logger>;
  readonly signal: AbortSignal;
}

/** Looks at each area, whatever the others came to. */
export async function examine(request: DoctorRequest): Promise<Check[]> {
  const { opened, secrets, areas, offline, logger, signal } = request;
  const asked = (area: Area) => areas.includes(area);
  const skipped = (area: Area): Check[] => [{ area, name: area, state: 'skipped', message: 'not asked: --offline' }];
  const folder = stateFolder(opened.settings.environment.variables, homedir());
  const local = await Promise.all([
    asked('plugins') ? checkPlugins(opened.installed) : [],
    asked('config') ? checkConfiguration(opened) : [],
    asked('config') ? checkSending(opened) : [],
    asked('secrets') ? checkDeclaredSecrets(secrets, opened, offline) : [],
    asked('disk') ? checkDisk(folder) : [],
  ]);
  const sources = !asked('sources') ? [] : offline ? skipped('sources') : await checkSources(opened, logger, signal);
  const far = ['datadog', 'clock', 'proxy'] as const;
  return [...local.flat(), ...sources, ...(far.some(asked) ? await checkWayOut(request, opened) : [])];
}

/** The way to Datadog, its key and its clock: one question answers two. */
async function checkWayOut({ areas, offline }: DoctorRequest, opened: Opened): Promise<Check[]> {
  const skipped = (area: Area): Check => ({ area, name: area, state: 'skipped', message: 'not asked: --offline' });
  let configuration: HostConfiguration;
  let network: NetworkAccess;
  try {
    configuration = await sendingConfiguration(opened);
    network = await configuredNetwork(configuration.host, opened.settings, opened.protect);
  } catch (error) {
    return withoutWay(error, areas);
  }
  try {
    const { destinations, host } = configuration;
    const probes = offline ? [] : await Promise.all(destinations.map((one) => probeDestination(one, network.fetch)));
    const now = runClock(host.at).now();
    const asked = (check: Check) => areas.includes(check.area);
    return [
      ...(offline ? [skipped('datadog'), skipped('clock')] : probes.map(({ check }) => check)),
      ...probes.map(({ check, date }) => checkClock(check.name, date, now)),
      ...checkProxy(
        destinations.map(({ url }) => url),
        network,
      ),
    ].filter(asked);
  } finally {
    await network.close();
  }
}

// Without an environment nothing is sent; whether the key is good can be asked all the same.
function sendingConfiguration({ settings, installed, trusted, protect }: Opened): Promise<HostConfiguration> {
  const tree = { env: 'unknown', ...settings.tree };
  const asked = { ...settings, tree };
  return loadHostConfiguration({ settings: asked, providers: installed.providers, push: true, trusted, protect });
}

function withoutWay(error: unknown, areas: readonly Area[]): Check[] {
  if (!(error instanceof InvalidConfiguration)) return areas.includes('proxy') ? [brokenProxy(error)] : [];
  if (!areas.includes('datadog')) return [];
  const about = { area: 'datadog', name: 'datadog' } as const;
  const problems = configurationProblems(error);
  const others = problems.filter(({ at }) => at !== KEY);
  if (others.length > 0 && areas.includes('config'))
    return [{ ...about, state: 'skipped', message: 'the configuration cannot be used' }];
  return problems.map(({ at, check }): Check => {
    if (at !== KEY || check.state !== 'failed') return { ...check, area: 'datadog' };
    // Whoever only looks needs no key.
    return { ...about, name: KEY, state: 'warning', message: check.message, hint: check.hint };
  });
}

const KEY = 'datadog.apiKey';
