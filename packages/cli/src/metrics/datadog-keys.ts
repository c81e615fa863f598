import { hintOf, reasonOf } from '@metta-dd/core';
import type { PathedProblem } from '../config/issues.js';
import { outageOf } from '../config/outages.js';
import { isRecord, type Path, valueAt } from '../config/path.js';
import { askProvider } from '../config/providers.js';
import { rememberingProviders } from '../config/remembering-providers.js';
import { type Resolver, resolveReferences } from '../config/resolve.js';
import { FAULT_HINT, secretFault } from '../config/secret-fault.js';
import { awsIsOn } from '../config/secrets.js';
import type { Settings } from '../config/settings.js';
import type { Opened } from '../configured-command.js';

/** Both keys, or what is wrong with them. */
export interface DatadogKeys {
  readonly apiKey?: string;
  readonly appKey?: string;
  readonly problems: readonly PathedProblem[];
}

interface KeySpec {
  readonly name: 'apiKey' | 'appKey';
  readonly variable: string;
  readonly awsId: string;
}

const API_KEY: KeySpec = { name: 'apiKey', variable: 'DD_API_KEY', awsId: 'datadog/api-key' };
const APP_KEY: KeySpec = { name: 'appKey', variable: 'DD_APP_KEY', awsId: 'datadog/app-key' };

/** The keys of the configuration, else of the environment, else of AWS. */
export async function datadogKeys({ settings, installed, protect }: Opened): Promise<DatadogKeys> {
  const resolver = {
    environment: settings.environment.variables,
    providers: rememberingProviders(installed.providers),
    configFile: settings.found?.file,
  };
  const [apiKey, appKey] = await Promise.all(
    [API_KEY, APP_KEY].map((spec) =>
      readKey(spec, settings, resolver).catch((error: unknown) => problemOf(spec, error)),
    ),
  );
  for (const key of [apiKey, appKey]) if (typeof key === 'string') protect(key);
  return {
    ...(typeof apiKey === 'string' && { apiKey }),
    ...(typeof appKey === 'string' && { appKey }),
    problems: [apiKey, appKey].filter((key) => typeof key === 'object'),
  };
}

async function readKey({ name, variable, awsId }: KeySpec, settings: Settings, resolver: Resolver) {
  const at: Path = ['datadog', name];
  const written = valueAt(settings.tree, at);
  if (typeof written === 'string') {
    const { tree, problems } = await resolveReferences(written, resolver, at);
    const value = String(tree);
    const fault = secretFault(value);
    const faulty = fault === undefined ? undefined : { at, message: `cannot use it: ${fault}`, hint: FAULT_HINT };
    return problems[0] ?? faulty ?? value;
  }
  if (isAwsOn(settings, resolver))
    return askProvider({ scheme: 'aws-sm', body: awsId }, resolver.providers, resolver.environment);
  return {
    at,
    message: 'missing: asking Datadog takes an API key and an application key',
    hint: `set ${variable}, or name a reference at datadog.${name}`,
  };
}

function isAwsOn({ tree }: Settings, { environment }: Resolver): boolean {
  const { secrets } = tree;
  const mode = isRecord(secrets) && (secrets.aws === 'on' || secrets.aws === 'off') ? secrets.aws : 'auto';
  return awsIsOn(mode, environment);
}

function problemOf({ name, variable, awsId }: KeySpec, error: unknown): PathedProblem {
  const hint = [`set ${variable}`, hintOf(error)].filter((part) => part !== undefined).join(', or ');
  const message = `missing, and AWS Secrets Manager did not give ${awsId}: ${reasonOf(error)}`;
  const outage = outageOf(error);
  return { at: ['datadog', name], message, hint, ...(outage && { outage }) };
}
