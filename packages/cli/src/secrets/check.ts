import { hintOf, reasonOf } from '@metta-dd/core';
import { askProvider, type FoundProvider } from '../config/providers.js';
import { resolveReferences } from '../config/resolve.js';
import type { Settings } from '../config/settings.js';
import type { DeclaredSecret } from './inventory.js';

/** Whether a secret is there; of its value only the length is told. */
export interface CheckedSecret {
  readonly name: string;
  readonly path: string;
  readonly state: 'present' | 'absent' | 'missing' | 'unusable';
  readonly optional: boolean;
  readonly origin?: string;
  /** Characters. */
  readonly length?: number;
  /** Why it is missing or cannot be used. */
  readonly problem?: string;
  readonly hint?: string;
}

/** What resolving takes. */
export interface CheckContext {
  readonly settings: Settings;
  readonly providers: readonly FoundProvider[];
  readonly protect: (value: string) => void;
}

/** Resolves every secret for real, each with its own failure. */
export function checkSecrets(secrets: readonly DeclaredSecret[], context: CheckContext): Promise<CheckedSecret[]> {
  return Promise.all(secrets.map((one) => check(one, context)));
}

async function check(secret: DeclaredSecret, context: CheckContext): Promise<CheckedSecret> {
  const { name, path, optional, origin } = secret;
  const about = { name, path, optional, ...(origin !== undefined && { origin }) };
  const hint = hintFor(secret);
  if (secret.source.from === 'nowhere')
    return optional ? { ...about, state: 'absent' } : { ...about, state: 'missing', problem: 'it is not set', hint };
  try {
    const value = await resolved(secret, context);
    context.protect(value);
    const problem = fault(value);
    if (problem === undefined) return { ...about, state: 'present', length: value.length };
    return { ...about, state: 'unusable', length: value.length, problem, hint: `write it anew: ${hint}` };
  } catch (error) {
    const absent = optional && secret.source.from === 'aws';
    if (absent) return { ...about, state: 'absent', problem: reasonOf(error) };
    return { ...about, state: 'missing', problem: reasonOf(error), hint: hintOf(error) ?? hint };
  }
}

async function resolved({ source }: DeclaredSecret, { settings, providers }: CheckContext): Promise<string> {
  const environment = settings.environment.variables;
  if (source.from === 'aws') return askProvider({ scheme: 'aws-sm', body: source.id }, providers, environment);
  if (source.from === 'nowhere') return '';
  const resolver = { environment, providers, configFile: settings.found?.file };
  const { tree, problems } = await resolveReferences(source.text, resolver, source.at);
  const [problem] = problems;
  if (problem !== undefined) throw new Error(problem.message);
  return String(tree);
}

// A line's end inside a key of several lines is part of it; at the end it came from `echo`.
function fault(value: string): string | undefined {
  if (value.trim() === '') return 'it is empty';
  return value === value.trim() || value.includes('-----BEGIN') ? undefined : 'it begins or ends with white space';
}

function hintFor({ path, candidates }: DeclaredSecret): string {
  const [first] = candidates;
  return first === undefined ? `name a reference at ${path}` : `set ${first}, or name a reference at ${path}`;
}
