import { hintOf, reasonOf } from '@metta-dd/core';
import type { Outage, PathedProblem } from '../config/issues.js';
import { outageOf } from '../config/outages.js';
import { askProvider, type FoundProvider } from '../config/providers.js';
import { resolveReferences } from '../config/resolve.js';
import { secretFault } from '../config/secret-fault.js';
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

/** Each secret, and what keeps several of them from being read. */
export interface CheckedSecrets {
  readonly secrets: readonly CheckedSecret[];
  readonly outages: readonly SecretOutage[];
}

/** A store that could not be asked, with the names of what it was to give. */
export interface SecretOutage extends Outage {
  readonly secrets: readonly string[];
  /** One of them at least is needed. */
  readonly required: boolean;
}

/** What resolving takes. */
export interface CheckContext {
  readonly settings: Settings;
  readonly providers: readonly FoundProvider[];
  readonly protect: (value: string) => void;
}

/** Resolves every secret for real, each with its own failure; a store that cannot be asked is told once. */
export async function checkSecrets(secrets: readonly DeclaredSecret[], context: CheckContext): Promise<CheckedSecrets> {
  const concerned = new Map<string, SecretOutage>();
  const note = ({ name, optional }: DeclaredSecret, { reason, hint }: Outage) => {
    const { secrets: others = [], required = false } = concerned.get(reason) ?? {};
    const about = { reason, ...(hint !== undefined && { hint }), required: required || !optional };
    concerned.set(reason, { ...about, secrets: [...others, name] });
  };
  const checked = await Promise.all(secrets.map((one) => check(one, context, (outage) => note(one, outage))));
  return { secrets: checked, outages: [...concerned.values()] };
}

/** What is said of each secret of a store that could not be asked; the reason is told once for all. */
export const NOT_ASKED = 'its store could not be asked';

async function check(
  secret: DeclaredSecret,
  context: CheckContext,
  unasked: (outage: Outage) => void,
): Promise<CheckedSecret> {
  const { name, path, optional, origin } = secret;
  const about = { name, path, optional, ...(origin !== undefined && { origin }) };
  const hint = hintFor(secret);
  if (secret.source.from === 'nowhere')
    return optional ? { ...about, state: 'absent' } : { ...about, state: 'missing', problem: 'it is not set', hint };
  try {
    const value = await resolved(secret, context);
    context.protect(value);
    const problem = secretFault(value);
    if (problem === undefined) return { ...about, state: 'present', length: value.length };
    return { ...about, state: 'unusable', length: value.length, problem, hint: `write it anew: ${hint}` };
  } catch (error) {
    const outage = error instanceof Unresolved ? error.outage : outageOf(error);
    if (outage !== undefined) unasked(outage);
    const problem = outage === undefined ? reasonOf(error) : NOT_ASKED;
    if (optional && secret.source.from === 'aws') return { ...about, state: 'absent', problem };
    if (outage !== undefined) return { ...about, state: 'missing', problem };
    return { ...about, state: 'missing', problem, hint: hintOf(error) ?? hint };
  }
}

async function resolved({ source }: DeclaredSecret, { settings, providers }: CheckContext): Promise<string> {
  const environment = settings.environment.variables;
  if (source.from === 'aws') return askProvider({ scheme: 'aws-sm', body: source.id }, providers, environment);
  if (source.from === 'nowhere') return '';
  const resolver = { environment, providers, configFile: settings.found?.file };
  const { tree, problems } = await resolveReferences(source.text, resolver, source.at);
  const [problem] = problems;
  if (problem !== undefined) throw new Unresolved(problem);
  return String(tree);
}

class Unresolved extends Error {
  override readonly name = 'Unresolved';
  readonly outage: Outage | undefined;

  constructor({ message, outage }: PathedProblem) {
    super(message);
    this.outage = outage;
  }
}

function hintFor({ path, candidates }: DeclaredSecret): string {
  const [first] = candidates;
  return first === undefined ? `name a reference at ${path}` : `set ${first}, or name a reference at ${path}`;
}
