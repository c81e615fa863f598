import type { Instance } from '@metta-dd/core/runtime';
import type { Found } from '../discovery.js';
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
import { isRecord, type Path } from './path.js';
import { InvalidConfiguration, type Problem } from './problem.js';
import { askProvider, type FoundProvider } from './providers.js';
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

/** Where series go. */
export interface Destination {
  readonly site: string;
  readonly url: string;
  readonly apiKey: string;
}

/** A configuration that can run. */
export interface Configuration {
  readonly host: HostConfig;
  readonly instances: readonly Instance[];
  readonly broken: readonly BrokenInstance[];
  /** On every series. */
  readonly tags: Readonly<Record<string, string>>;
  /** Only of a run that sends. */
  readonly destination?: Destination;
  readonly warnings: readonly string[];
}

const SITE = 'datadoghq.com';

/** Resolves and validates everything that the request needs; throws all problems at once. */
export async function loadConfiguration(request: LoadRequest): Promise<Configuration> {
  const { installed, selected, push, protect } = request;
  const names = isRecord(request.settings.tree.collectors) ? Object.keys(request.settings.tree.collectors) : [];
  const selection = selectInstances(selected, names, installed);
  const { loaded, broken } = await loadInstances(selection.names, installed);
  const settings = withManifestVariables(request.settings, loaded);
  const context = contextOf(request, settings);
  const { host, problems } = await readHost(settings, context.resolver, unneededKeys(push));
  const apiKey = push ? await destinationKey(host, context) : { problems: [] };
  if (apiKey.value !== undefined) protect(apiKey.value);
  const configured = await Promise.all(loaded.map((one) => configureInstance(one, context)));
  const foreign = request.trusted
    ? []
    : foreignHosts(
        settings,
        configured.map(({ trust }) => trust),
        push,
      );
  const all = [
    ...selection.problems,
    ...problems,
    ...(push && host.env === undefined && !problems.some(({ at }) => at[0] === 'env') ? [noEnv] : []),
    ...apiKey.problems,
    ...configured.flatMap((one) => one.problems),
    ...foreign,
  ];
  if (all.length > 0)
    throw new InvalidConfiguration(inOrder(all.map((one) => placed(one, (at) => placeOf(settings, at)))));
  return {
    host,
    instances: configured.flatMap(({ instance }) => instance ?? []),
    broken,
    tags: ambientTags(host),
    ...(apiKey.value !== undefined && { destination: destinationOf(host, apiKey.value) }),
    warnings: settings.warnings,
  };
}

const noEnv: PathedProblem = {
  at: ['env'],
  message: 'missing: pushing without it would mix environments',
  hint: 'set DD_ENV, or env in the file',
};

// What is only needed to send, or never by this command, may stay unresolved.
function unneededKeys(push: boolean): Path[] {
  return [['datadog', 'appKey'], ...(push ? [] : [['datadog', 'apiKey']])];
}

function contextOf({ providers, filter, protect }: LoadRequest, settings: Settings): InstanceContext {
  const environment = settings.environment.variables;
  const configFile = settings.found?.file;
  const { secrets } = settings.tree;
  const mode = isRecord(secrets) && (secrets.aws === 'on' || secrets.aws === 'off') ? secrets.aws : 'auto';
  return {
    settings,
    resolver: { environment, providers, configFile },
    secrets: { environment, providers, aws: awsIsOn(mode, environment) },
    filter,
    protect,
  };
}

async function destinationKey(
  host: HostConfig,
  { secrets }: InstanceContext,
): Promise<{ readonly value?: string; readonly problems: readonly PathedProblem[] }> {
  if (host.datadog?.apiKey !== undefined) return { value: host.datadog.apiKey, problems: [] };
  const at = ['datadog', 'apiKey'];
  const hint = 'set DD_API_KEY, name a reference at datadog.apiKey, or leave out --push';
  if (!secrets.aws) return { problems: [{ at, message: 'missing: pushing takes an API key', hint }] };
  try {
    const reference = { scheme: 'aws-sm', body: 'datadog/api-key' };
    return { value: await askProvider(reference, secrets.providers, secrets.environment), problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problems: [{ at, message: `missing, and AWS Secrets Manager did not give datadog/api-key: ${reason}`, hint }],
    };
  }
}

function destinationOf({ datadog }: HostConfig, apiKey: string): Destination {
  const site = datadog?.site ?? SITE;
  return { site, url: datadog?.url ?? `https://api.${site}`, apiKey };
}

function ambientTags({ tags, env, service, team }: HostConfig): Readonly<Record<string, string>> {
  return { ...tags, ...(env && { env }), ...(service && { service }), ...(team && { team }) };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = ({ line = 0, column = 0 }: Problem) => line * 10_000 + column;
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
