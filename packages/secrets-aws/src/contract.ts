/** Variables as the configuration sees them: those of the process, and of the `.env` beside it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A reference such as `${aws-sm:prod/datadog#keys.api}` in its parts. */
export interface SecretReference {
  readonly scheme: string;
  /** Name or ARN. */
  readonly id: string;
  /** The key within a secret that is a JSON document, levels parted by dots. */
  readonly key?: string;
}

/** The way to AWS as the configuration says it; without a proxy, the environment may name one. */
export interface SecretNetwork {
  /** Takes every request, whatever the environment names. */
  readonly proxy?: string;
  /** Hosts that are asked without the proxy. */
  readonly noProxy?: readonly string[];
  /** Certificate authorities beside those that Node trusts, PEM. */
  readonly ca?: string;
}

/** What the caller tells beside the reference. */
export interface SecretContext {
  /** One object for one run: what was read for it, and the way there, is remembered as long as it is in use. */
  readonly environment: Environment;
  /** The value known so far was refused: AWS is asked again. */
  readonly fresh?: boolean;
  /** Told of what an operator should put right; absent, nobody is told. */
  readonly warn?: (message: string) => void;
  readonly network?: SecretNetwork;
}

/** The secret provider that metta-dd loads. */
export interface SecretProvider {
  readonly apiVersion: 1;
  /** The value of a secret; throws a SecretError whose message names the id, never the value. */
  readonly resolve: (reference: SecretReference, context: SecretContext) => Promise<string>;
}
