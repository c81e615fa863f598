import { hintOf, reasonOf } from '@metta-dd/core';
import type { Environment } from './environment.js';
import { secretIdOf } from './references.js';

/** A reference that a provider resolves, in its parts. */
export interface SecretReference {
  readonly scheme: string;
  readonly id: string;
  /** The key within a secret that is a JSON document, levels parted by dots. */
  readonly key?: string;
}

/** The way to a store of secrets, as the configuration says it; the environment may name another proxy. */
export interface SecretNetwork {
  readonly proxy?: string;
  /** Hosts that are asked without the proxy. */
  readonly noProxy?: readonly string[];
  /** Certificate authorities beside those that Node trusts, PEM. */
  readonly ca?: string;
}

/** What a provider is told beside the reference. */
export interface SecretContext {
  /** One object for one run: what a provider remembers for it goes with it. */
  readonly environment: Environment;
  /** The value known so far was refused: whatever is remembered must not answer. */
  readonly fresh?: boolean;
  /** Told of what an operator should put right. */
  readonly warn?: (message: string) => void;
  readonly network?: SecretNetwork;
}

/** What an installed package offers for the reference schemes it names; loaded on use. */
export interface SecretProvider {
  readonly apiVersion: number;
  /** Throws where the secret cannot be read; the message names the id, never the value. */
  resolve(reference: SecretReference, context: SecretContext): Promise<string>;
}

/** The provider package of a scheme as found, not yet loaded. */
export interface FoundProvider {
  readonly scheme: string;
  readonly plugin: string;
  readonly problem?: string;
  load(): Promise<SecretProvider>;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'aws-sm': '@metta-dd/secrets-aws',
  'aws-ssm': '@metta-dd/secrets-aws',
};

/** The schemes that a package of ours resolves, installed or not. */
export const PROVIDED_SCHEMES: readonly string[] = Object.keys(PACKAGES);

/** The code of an error that no secret of a store escapes: nobody can be asked. */
export const PROVIDER_UNAVAILABLE = 'SECRET_PROVIDER_UNAVAILABLE';

/** Asks the provider of a scheme; without one, the error says what to install. */
export async function askProvider(
  reference: { readonly scheme: string; readonly body: string },
  providers: readonly FoundProvider[],
  environment: Environment,
  { fresh = false }: { readonly fresh?: boolean | undefined } = {},
): Promise<string> {
  const provider = providers.find(({ scheme }) => scheme === reference.scheme);
  if (provider === undefined) {
    const name = PACKAGES[reference.scheme] ?? 'a package';
    throw new MissingProvider(`\${${reference.scheme}:…} needs ${name}`, `metta-dd plugins:install ${name}`);
  }
  if (provider.problem !== undefined) throw new MissingProvider(`${provider.plugin}: ${provider.problem}`);
  const loaded = await provider.load().catch((cause: unknown) => {
    throw new MissingProvider(reasonOf(cause), hintOf(cause), { cause });
  });
  const context = fresh ? { environment, fresh } : { environment };
  return loaded.resolve({ scheme: reference.scheme, ...secretIdOf(reference.body) }, context);
}

/** Nothing that is installed can resolve the reference. */
export class MissingProvider extends Error {
  override readonly name = 'MissingProvider';
  readonly code = PROVIDER_UNAVAILABLE;
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.hint = hint;
  }
}
