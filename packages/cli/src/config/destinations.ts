import { ConfigError, reasonOf } from '@metta-dd/core';
import type { PathedProblem } from './issues.js';
import { outageOf } from './outages.js';
import { type Path, valueAt } from './path.js';
import { askProvider, type FoundProvider } from './providers.js';
import { type Resolver, resolveReferences } from './resolve.js';
import type { HostConfig } from './schema.js';
import { FAULT_HINT, secretFault } from './secret-fault.js';
import type { Settings } from './settings.js';

/** Where series go. */
export interface Destination {
  /** Names the report and the spool: the site, or the host of the intake that replaces it. */
  readonly name: string;
  readonly site: string;
  /** Base address of its API. */
  readonly url: string;
  readonly apiKey: string;
  /** Resolves the reference of the key again, since it may have been rotated. */
  readonly refreshApiKey: () => Promise<string>;
}

/** What the keys of the destinations are resolved with. */
export interface KeySources {
  readonly settings: Settings;
  readonly resolver: Resolver;
  /** As installed: they remember nothing of this load. */
  readonly providers: readonly FoundProvider[];
  /** Ask AWS Secrets Manager for what the configuration lacks. */
  readonly aws: boolean;
  readonly protect: (value: string) => void;
}

/** All destinations, and what is wrong with them. */
export interface ReadDestinations {
  readonly destinations: readonly Destination[];
  readonly problems: readonly PathedProblem[];
}

const SITE = 'datadoghq.com';
const KEY: Path = ['datadog', 'apiKey'];
const AWS_KEY = { scheme: 'aws-sm', body: 'datadog/api-key' };

/** The destination of `datadog`, and the further ones of `datadog.destinations`. */
export async function readDestinations({ datadog = {} }: HostConfig, sources: KeySources): Promise<ReadDestinations> {
  const main = await mainKey(datadog.apiKey, sources);
  const mainOnes =
    'at' in main ? [] : [{ ...addressOf(datadog), apiKey: main.key, refreshApiKey: () => keyAgain(KEY, sources) }];
  const further = (datadog.destinations ?? []).map((one, index) => {
    const at = ['datadog', 'destinations', index, 'apiKey'];
    return { ...addressOf(one), apiKey: one.apiKey, refreshApiKey: () => keyAgain(at, sources) };
  });
  const destinations = [...mainOnes, ...further];
  const faulty = [
    ...mainOnes.flatMap(({ apiKey }) => faultAt(KEY, apiKey)),
    ...further.flatMap(({ apiKey }, index) => faultAt(['datadog', 'destinations', index, 'apiKey'], apiKey)),
  ];
  for (const { apiKey } of destinations) sources.protect(apiKey);
  const missing = 'at' in main ? [main] : [];
  return { destinations, problems: [...missing, ...faulty, ...sameNames(addressOf(datadog).name, further)] };
}

function faultAt(at: Path, key: string): PathedProblem[] {
  const fault = secretFault(key);
  return fault === undefined ? [] : [{ at, message: `cannot use the API key: ${fault}`, hint: FAULT_HINT }];
}

interface Address {
  readonly name?: string | undefined;
  readonly site?: string | undefined;
  readonly url?: string | undefined;
}

function addressOf({ name, site = SITE, url }: Address): Pick<Destination, 'name' | 'site' | 'url'> {
  const own = url === undefined || url === `https://api.${site}`;
  return { name: name ?? (own ? site : new URL(url).host), site, url: url ?? `https://api.${site}` };
}

async function mainKey(
  configured: string | undefined,
  { providers, aws, resolver }: KeySources,
): Promise<{ readonly key: string } | PathedProblem> {
  if (configured !== undefined) return { key: configured };
  const hint = 'set DD_API_KEY, name a reference at datadog.apiKey, or leave out --push';
  if (!aws) return { at: KEY, message: 'missing: pushing takes an API key', hint };
  try {
    return { key: await askProvider(AWS_KEY, providers, resolver.environment) };
  } catch (error) {
    const message = `missing, and AWS Secrets Manager did not give datadog/api-key: ${reasonOf(error)}`;
    const outage = outageOf(error);
    return { at: KEY, message, hint, ...(outage && { outage }) };
  }
}

async function keyAgain(at: Path, { settings, resolver, providers, protect }: KeySources): Promise<string> {
  const written = valueAt(settings.tree, at);
  const key =
    typeof written === 'string'
      ? await resolvedAgain(written, at, { ...resolver, providers, fresh: true })
      : await askProvider(AWS_KEY, providers, resolver.environment, { fresh: true });
  protect(key);
  return key;
}

async function resolvedAgain(written: string, at: Path, resolver: Resolver): Promise<string> {
  const { tree, problems } = await resolveReferences(written, resolver, at);
  const [problem] = problems;
  if (problem !== undefined) throw new ConfigError(problem.message, problem);
  return String(tree);
}

function sameNames(main: string, further: readonly Destination[]): PathedProblem[] {
  const names = [main, ...further.map(({ name }) => name)];
  return further.flatMap(({ name }, index): PathedProblem[] =>
    names.indexOf(name) === index + 1
      ? []
      : [
          {
            at: ['datadog', 'destinations', index],
            message: `a second destination "${name}"`,
            hint: 'give it a name of its own: name: other-org',
          },
        ],
  );
}
