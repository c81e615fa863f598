import type { Instance } from '@metta-dd/core/runtime';
import type { Found } from '../discovery.js';
import { type Destination, readDestinations } from './destinations.js';
import type { NameFilter } from './glob.js';
import { readHost } from './host.js';
import {
  type BrokenInstance,
  configureInstance,
  type InstanceContext,
  loadInstances,
  withManifestVariables,
} from './instances.js';
import { type PathedProblem, placed } from './issues.js';
import { outagesOnce } from './outages.js';
import { isRecord, type Path, valueAt } from './path.js';
import { InvalidConfiguration, type Problem } from './problem.js';
import type { FoundProvider } from './providers.js';
import { rememberingProviders } from './remembering-providers.js';
import { type Schedule, scheduleOf } from './schedule.js';
import type { HostConfig } from './schema.js';
import { awsIsOn } from './secrets.js';
import { type Selected, selectInstances } from './selection.js';
import { placeOf, type Settings } from './settings.js';
import { foreignHosts } from './trust.js';

/** What a configuration is needed for. */
export interface LoadRequest {
  readonly settings: Settings;
  readonly installed: readonly Found[];
  readonly providers: readonly FoundProvider[];
  readonly selected: readonly Selected[];
  readonly filter: NameFilter;
  /** Sending takes `env` and an API key. */
  readonly push: boolean;
  /** The file was named or accepted: it may send secrets anywhere. */
  readonly trusted: boolean;
  /** Hides a value in every output. */
  readonly protect: (value: string) => void;
}

/** A configuration that can run. */
export interface Configuration {
  readonly host: HostConfig;
  readonly instances: readonly Instance[];
  readonly broken: readonly BrokenInstance[];
  /** When `run` collects each instance; of a broken one nothing is known. */
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** On every series. */
  readonly tags: Readonly<Record<string, string>>;
  /** None of a run that does not send. */
  readonly destinations: readonly Destination[];
  readonly warnings: readonly string[];
  /** What it was made of. */
  readonly settings: Settings;
}

/** The part of it that concerns no collector. */
export type HostConfiguration = Omit<Configuration, 'instances' | 'broken' | 'schedules'>;

/** Resolves and validates everything that the request needs; throws all problems at once. */
export async function loadConfiguration(request: LoadRequest): Promise<Configuration> {
  const { installed, selected } = request;
  const names = isRecord(request.settings.tree.collectors) ? Object.keys(request.settings.tree.collectors) : [];
  const selection = selectInstances(selected, names, installed);
  const { loaded, broken } = await loadInstances(selection.names, installed);
  const settings = withManifestVariables(request.settings, loaded);
  const context = contextOf(request, settings);
  const [host, configured] = await Promise.all([
    hostPart(request, context),
    Promise.all(loaded.map((one) => configureInstance(one, context))),
  ]);
  const blocks = configured.map(({ trust }) => trust);
  refuse(settings, [
    ...selection.problems,
    ...host.problems,
    ...configured.flatMap((one) => one.problems),
    ...(request.trusted ? [] : foreignHosts(settings, blocks, request.push)),
  ]);
  return {
    ...host.part,
    instances: configured.flatMap(({ instance }) => instance ?? []),
    broken,
    schedules: new Map(
      configured.flatMap(({ instance, schedule }) =>
        instance === undefined ? [] : [[instance.name, scheduleOf(schedule, host.part.host.schedule)]],
      ),
    ),
  };
}

/** The same without any collector, for what only sends or asks Datadog. */
export async function loadHostConfiguration(
  request: Omit<LoadRequest, 'installed' | 'selected' | 'filter'>,
): Promise<HostConfiguration> {
  const { settings, trusted, push } = request;
  const { part, problems } = await hostPart(request, contextOf({ ...request, filter: {} }, settings));
  refuse(settings, [...problems, ...(trusted ? [] : foreignHosts(settings, [], push))]);
  return part;
}

interface HostPart {
  readonly part: HostConfiguration;
  readonly problems: readonly PathedProblem[];
}

async function hostPart(
  { push, providers, protect }: Pick<LoadRequest, 'push' | 'providers' | 'protect'>,
  { settings, resolver, secrets }: InstanceContext,
): Promise<HostPart> {
  const { host, problems } = await readHost(settings, resolver, unneededKeys(push));
  const keys = { settings, resolver, providers, aws: secrets.aws, protect };
  // Of a host that could not be read nothing is known: what its file holds is not missing.
  const isKnown = problems.length === 0 || valueAt(settings.tree, ['datadog', 'apiKey']) === undefined;
  const read = push && isKnown ? await readDestinations(host, keys) : { destinations: [], problems: [] };
  const envIsMissing = push && valueAt(settings.tree, ['env']) === undefined;
  return {
    part: { host, tags: ambientTags(host), destinations: read.destinations, warnings: settings.warnings, settings },
    problems: [...problems, ...(envIsMissing ? [noEnv] : []), ...read.problems],
  };
}

function refuse(settings: Settings, problems: readonly PathedProblem[]): void {
  if (problems.length === 0) return;
  throw new InvalidConfiguration(
    inOrder(outagesOnce(problems).map((one) => placed(one, (at) => placeOf(settings, at)))),
  );
}

const noEnv: PathedProblem = {
  at: ['env'],
  message: 'missing: pushing without it would mix environments',
  hint: 'set DD_ENV, or env in the file',
};

// What is only needed to send, or never by this command, may stay unresolved.
function unneededKeys(push: boolean): Path[] {
  const toPush = [
    ['datadog', 'apiKey'],
    ['datadog', 'destinations'],
  ];
  return [['datadog', 'appKey'], ...(push ? [] : toPush)];
}

function contextOf(
  request: Pick<LoadRequest, 'providers' | 'filter' | 'protect'>,
  settings: Settings,
): InstanceContext {
  const { filter, protect } = request;
  // A copy for each run: a provider that remembers by this object reads a rotated secret again in the next one.
  const environment = { ...settings.environment.variables };
  const configFile = settings.found?.file;
  const { secrets } = settings.tree;
  const mode = isRecord(secrets) && (secrets.aws === 'on' || secrets.aws === 'off') ? secrets.aws : 'auto';
  const providers = rememberingProviders(request.providers);
  return {
    settings,
    resolver: { environment, providers, configFile },
    secrets: { environment, providers, aws: awsIsOn(mode, environment) },
    filter,
    protect,
  };
}

function ambientTags({ tags, env, service, team }: HostConfig): Readonly<Record<string, string>> {
  return { ...tags, ...(env && { env }), ...(service && { service }), ...(team && { team }) };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = ({ line = 0, column = 0 }: Problem) => line * 10_000 + column;
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
