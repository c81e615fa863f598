import { hintOf, reasonOf, type SecretSpec } from '@metta-dd/core';
import type { Environment } from './environment.js';
import type { PathedProblem } from './issues.js';
import { didYouMean } from './nearest.js';
import { outageOf } from './outages.js';
import { type Path, pathText } from './path.js';
import { askProvider, type FoundProvider } from './providers.js';
import { FAULT_HINT, secretFault } from './secret-fault.js';

/** Where secrets come from that the configuration does not name. */
export interface SecretSources {
  readonly environment: Environment;
  readonly providers: readonly FoundProvider[];
  /** Ask AWS Secrets Manager for what the environment lacks. */
  readonly aws: boolean;
}

/** The secrets of one instance; an optional one may be absent. */
export interface ResolvedSecrets {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly problems: readonly PathedProblem[];
}

const AWS_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ROLE_ARN'];

/** `auto` asks AWS where the environment names a region or a role. */
export function awsIsOn(mode: 'auto' | 'on' | 'off', environment: Environment): boolean {
  if (mode !== 'auto') return mode === 'on';
  return AWS_VARIABLES.some((name) => Boolean(environment[name]));
}

/** Each secret from the configuration, else from the environment, else from AWS; missing ones are problems. */
export async function resolveSecrets(
  specs: Readonly<Record<string, SecretSpec>>,
  named: Readonly<Record<string, string>>,
  sources: SecretSources,
  at: Path,
): Promise<ResolvedSecrets> {
  const known = Object.keys(specs);
  const unknown = Object.keys(named).filter((name) => !known.includes(name));
  const resolved = await Promise.all(
    known.map(async (name) => [name, await resolveSecret(specs[name], named[name], sources, [...at, name])] as const),
  );
  return {
    values: Object.fromEntries(resolved.flatMap(([name, result]) => ('at' in result ? [] : [[name, result.value]]))),
    problems: [
      ...unknown.map((name) => {
        const hint = didYouMean(name, known);
        return {
          at: [...at, name],
          message: `unknown secret, expected one of ${known.join(', ')}`,
          ...(hint && { hint }),
        };
      }),
      ...resolved.flatMap(([, result]) => ('at' in result ? [result] : [])),
    ],
  };
}

async function resolveSecret(
  spec: SecretSpec | undefined,
  named: string | undefined,
  sources: SecretSources,
  at: Path,
): Promise<{ readonly value: string | undefined } | PathedProblem> {
  const variable = spec?.env.find((name) => sources.environment[name]);
  const value = named ?? (variable === undefined ? undefined : sources.environment[variable]);
  if (value !== undefined) {
    const fault = secretFault(value);
    const name = named === undefined ? variable : 'the secret';
    return fault === undefined ? { value } : { at, message: `cannot use ${name}: ${fault}`, hint: FAULT_HINT };
  }
  if (spec === undefined) return { value };
  if (sources.aws && spec.awsSecret !== undefined) return fromAws(spec, spec.awsSecret, sources, at);
  if (spec.optional) return { value: undefined };
  return { at, message: 'the secret is not set', hint: missingHint(spec, at) };
}

async function fromAws(spec: SecretSpec, id: string, sources: SecretSources, at: Path) {
  try {
    const reference = { scheme: 'aws-sm', body: id };
    return { value: await askProvider(reference, sources.providers, sources.environment) };
  } catch (error) {
    if (spec.optional && isAbsent(error)) return { value: undefined };
    const hint = [missingHint(spec, at), hintOf(error)].filter(Boolean).join(', or ');
    const outage = outageOf(error);
    return {
      at,
      ...(outage && { outage }),
      message: `the secret is not set, and AWS Secrets Manager did not give ${id}: ${reasonOf(error)}`,
      hint,
    };
  }
}

// An optional secret may be missing: because nobody stored it, or because nobody can be asked.
function isAbsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'MissingProvider' || ('code' in error && error.code === 'SECRET_NOT_FOUND');
}

function missingHint(spec: SecretSpec, at: Path): string {
  const variables = spec.env.length === 0 ? '' : `set ${spec.env.join(' or ')}, or `;
  return `${variables}name a reference such as \${file:/run/secrets/${at.at(-1)}} at ${pathText(at)}`;
}
